// SPDX-License-Identifier: MIT
/* wire.h
 * What a script lets happen between actors and the program: the n-th datagram is lost, doubled, swapped with the next.
 */
#pragma once
#include "course/script.h"

struct mischief {
	enum verb verb;
	int from;      /* WHO_ANYBODY: either direction */
	int64_t after; /* so many pass before */
};

struct wire {
	struct mischief *list; /* owned */
	size_t count, cap;
	size_t shown; /* events that a `shows` has looked at */
};

/* Counts a datagram from `who`. Gives the verb that befalls it, VERBS for none. */
enum verb wire_passes(struct wire *w, int who);
