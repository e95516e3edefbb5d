// SPDX-License-Identifier: MIT
/* words.h
 * Finding what somebody meant to type: the nearest of a list of words.
 */
#pragma once
#include "base/base.h"

/* Number of single-letter edits (insert, drop, change, swap) between two words, ignoring case. */
size_t words_distance(const char *a, const char *b);

/* The word of `list` nearest to `word`, or NULL if none is near enough to be worth suggesting. Borrowed. */
const char *words_nearest(const char *word, const char *const *list, size_t count);
