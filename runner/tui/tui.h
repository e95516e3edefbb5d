// SPDX-License-Identifier: MIT
/* tui.h
 * The way in: the full-screen runner over a course and a workspace, until the learner leaves.
 */
#pragma once
#include "check/check.h"
#include "course/workspace.h"

struct screen_options {
	const char *exercise; /* open here; NULL: the course, where the learner was */
	bool colours;	      /* false: NO_COLOR */
	const char *note;     /* to be told at first; NULL: nothing */
};
/* Why there can be no screen here, in words; NULL: there can. */
const char *screen_refusal(void);
/* False with a sentence if it could not start. The terminal is as it was, whatever happens. */
bool screen_run(const struct course *course, struct workspace *workspace,
	const struct screen_options *options, struct err *err);
