// SPDX-License-Identifier: MIT
/* verdict_parts.h
 * Pieces of a verdict's text that have a file of their own: bytes compared, and what the compiler and the sanitizers said.
 */
#pragma once
#include "report/verdict_text.h"

struct bytes_labels {
	const char *wanted, *got; /* "ana wanted", "and got" */
};
/* Two lines of bytes, one under the other, and a caret at the first difference. */
void verdict_compare(struct buf *out, const struct verdict *v, const struct bytes_labels *labels,
	size_t columns);

/* What was waited for are bytes that a peer was to get. */
bool verdict_owed_to_peer(const struct conversation *c, const struct verdict *v);

/* That the program had ended when nobody answered, or listens for IPv6 only; nothing if that is not so. */
void verdict_ended_text(
	struct buf *out, const struct check_run *run, const struct verdict_text_options *o);
/* That less was sent than had come, where the peer waits for the rest; nothing if that is not so. */
void verdict_sent_text(
	struct buf *out, const struct check_run *run, const struct verdict_text_options *o);

/* The compiler's warnings, the first few; nothing if there is none. */
void verdict_warnings(
	struct buf *out, const struct check_result *r, const struct verdict_text_options *o);
/* At which level it was played, if not the best; and what was not checked for that. */
void verdict_level_text(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o);
