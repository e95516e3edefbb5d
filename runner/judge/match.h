// SPDX-License-Identifier: MIT
/* match.h
 * Whether bytes that came are the bytes a script wants, so far or whole.
 */
#pragma once
#include "course/script.h"

enum match_state {
	MATCH_PART, /* right so far, more is wanted */
	MATCH_WHOLE,
	MATCH_DIFFERENT
};
struct match {
	enum match_state state;
	size_t used; /* bytes of `got` that belong to this step (MATCH_WHOLE) */
	size_t first; /* MATCH_DIFFERENT: offset of the first byte that differs; MATCH_PART: got.len */
};

/* Open pieces take as little as they can. A `like` whose answer is not known has no end of its own: it is MATCH_PART for ever, and
 * who asks says when it is enough (see match_is_open). */
struct match match_bytes(
	const struct bytes_expr *want, const struct bytes_values *values, struct bytes got);
/* It asks for what the reference answers, and that is not known: anything will do, and is to be recorded. */
bool match_is_open(const struct bytes_expr *want, const struct bytes_values *values);

/* What was wanted, for a person: exact bytes where they are known, else a description in angle brackets ("<any 4 bytes>", "<the port
 * of ana>"). */
void match_describe(const struct bytes_expr *want, const struct bytes_values *values,
	const struct conversation *script, struct buf *out);
