// SPDX-License-Identifier: MIT
/* match.h
 * Whether bytes that came are the bytes a script wants, so far or whole.
 */
#pragma once
#include "course/bytes_expr.h"

enum match_state { MATCH_PART, /* right so far, more is wanted */ MATCH_WHOLE, MATCH_DIFFERENT };
struct match {
	enum match_state state;
	size_t used;  /* bytes of `got` that belong to this step (MATCH_WHOLE) */
	size_t first; /* MATCH_DIFFERENT: offset of the first byte that differs; MATCH_PART: got.len */
};
/* `ended`: no more will come (a line at the end may then lack nothing). Open pieces take as little as they can. */
struct match match_bytes(const struct bytes_expr *want, const struct bytes_values *values, struct bytes got);
/* What was wanted, for a person: exact bytes where they are known, else a description in angle brackets ("<any 4 bytes>"). */
void match_describe(const struct bytes_expr *want, const struct bytes_values *values, struct buf *out);
