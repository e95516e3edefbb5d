// SPDX-License-Identifier: MIT
/* delivery.h
 * How one message is cut on its way. The same seed cuts the same message in the same places.
 */
#pragma once
#include "course/script.h"

/* Messages up to this length are sent a byte at a time from end to end; of longer ones only so much of either end. */
enum { BYTES_ALL = 64, BYTES_HEAD = 24, BYTES_TAIL = 8, BYTES_MIDDLE_CUTS = 12 };

/* Lengths of the pieces, adding up to `len`. */
struct cuts {
	size_t *lens; /* owned */
	size_t count, cap;
};
void cuts_make(struct cuts *out, enum delivery how, uint64_t seed, int step, size_t len);
void cuts_free(struct cuts *c);
