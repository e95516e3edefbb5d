// SPDX-License-Identifier: MIT
/* walks.h
 * Stacks that were walked. Unwinding asks for some registers and for some words of memory; where all of them are as they
 * were, so is what it finds. A loop makes its calls from the same stack each time, and so does the program's next run,
 * for addresses are the same in every run: what one manager has found, all others know.
 */
#pragma once
#include "stage/arch.h"
#include "timeline/event.h"

enum { WALK_WORDS = 32, WALK_WAYS = 4 };
struct known_walk {
	uint64_t kept[ARCH_KEPT]; /* as of arch_kept(); 0 from the third on: it may be anything */
	uint64_t at[WALK_WORDS], values[WALK_WORDS];
	size_t word_count; /* 0: nothing is known; above WALK_WORDS: too many to remember */
	struct frame frames[FRAMES_MAX];
	uint32_t frame_count;
	bool whole;
};

/* Before the first fork. */
void walks_prepare(void);

bool walks_alike(const struct known_walk *w, const uint64_t kept[ARCH_KEPT]);

/* `layout` stands for all the code that is in the address space, and for where it is. */
void walks_keep(uint64_t layout, const struct known_walk *w);

/* One from the same registers; whether the words are as they were is still to be looked at. There may be WALK_WAYS of them.
 * Names are given to `name`, which makes them last. False where there is none. */
bool walks_recall(uint64_t layout, const uint64_t kept[ARCH_KEPT], int way, struct known_walk *out,
	const char *(*name)(void *context, const char *text), void *context);
