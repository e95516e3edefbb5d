// SPDX-License-Identifier: MIT
/* verdict.h
 * Did the conversation hold? Told from the script and the timeline alone, so that a saved run is judged the same anywhere.
 */
#pragma once
#include "course/exercise.h"
#include "timeline/timeline.h"

enum outcome { OUTCOME_HELD, OUTCOME_BROKE, OUTCOME_NOT_PLAYED, OUTCOME_TOOL_ERROR, OUTCOMES };
extern const char *const outcome_names[OUTCOMES];

/* What one task of a program was doing at the moment the conversation broke. */
struct doing {
	int who, pid, tid;
	const struct event *
		call; /* in which it waits; NULL: it was running (computing), stopped, or is gone */
	int stopped;  /* by which signal, and nothing has continued it; 0: it is not */
	bool ended;
};

struct verdict {
	enum outcome outcome;
	int step; /* the broken one, -1 */
	enum step_why why;
	struct buf expected, actual; /* bytes where the step was about bytes */
	size_t first_difference;     /* offset in both; SIZE_MAX: not about bytes */
	bool expected_exact;	     /* false: `expected` is a description */
	const struct event *
		cause; /* the event that broke it (the packet's move, the exit, the call), or NULL; of the timeline */
	int status, signal; /* WHY_EXITED, WHY_DIED */
	bool asleep;	    /* nobody was computing: it was known that all wait for somebody else */
	struct doing *doing; /* owned */
	size_t doing_count;
	const char *tool_text; /* OUTCOME_TOOL_ERROR: of the timeline */
};

/* Borrows from script and timeline, which must outlive it. */
void verdict_of(const struct conversation *c, const struct timeline *tl, struct verdict *out);
void verdict_free(struct verdict *v);
