// SPDX-License-Identifier: MIT
/* turns.h
 * A record that many processes share: one writes it at a time, and a reader knows afterwards whether what he has read is whole.
 * Nobody waits; a writer that dies in between leaves a record that nobody reads or writes any more.
 */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>

typedef atomic_uint turns; /* 0: nothing was written yet; odd: somebody writes */

/* False where somebody else writes. */
static inline bool turns_begin(turns *t)
{
	unsigned turn = atomic_load(t);

	if (turn % 2 || !atomic_compare_exchange_strong(t, &turn, turn + 1))
		return false;
	atomic_thread_fence(memory_order_release); /* nothing is seen written before that */
	return true;
}

static inline void turns_end(turns *t)
{
	atomic_fetch_add_explicit(t, 1, memory_order_release);
}

static inline bool turns_none(turns *t)
{
	return atomic_load(t) == 0;
}

/* Before reading; false where there is nothing to be read now. */
static inline bool turns_look(turns *t, unsigned *turn)
{
	*turn = atomic_load_explicit(t, memory_order_acquire);
	return *turn != 0 && *turn % 2 == 0;
}

/* After it. */
static inline bool turns_whole(turns *t, unsigned turn)
{
	atomic_thread_fence(memory_order_acquire); /* nothing is read after that */
	return atomic_load_explicit(t, memory_order_relaxed) == turn;
}
