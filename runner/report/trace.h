// SPDX-License-Identifier: MIT
/* trace.h
 * A whole run as one ordered story in plain text: calls with arguments, result, errno and source line; packets; what each actor did;
 * what was printed; signals; steps; the end.
 */
#pragma once
#include "course/script.h"
#include "report/story.h"

struct trace_options {
	enum story_detail detail;
	const struct conversation *conversation; /* to say what its steps are; may be NULL */
};
void trace_text(struct buf *out, const struct timeline *tl, const struct trace_options *o);
/* One event as one line without its newline, for those who follow a run as it goes: `ev` is in tl by its id. Nothing is written for an event that is not told, nor for a call that has not returned. */
void trace_line(struct buf *out, const struct timeline *tl, const struct event *ev,
	const struct trace_options *o);
