// SPDX-License-Identifier: MIT
/* ladder_fold.h
 * Rows that come again and again (a byte in, a byte out, five thousand times) as one that says how often.
 */
#pragma once
#include "report/ladder.h"

/* Up to four rows that come more than three times stay once, and a row after them stands for the others. What changed a state, was
 * printed, ended in another way or broke is never among them. */
void ladder_fold(struct ladder *l, const struct timeline *tl);
