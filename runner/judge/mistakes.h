// SPDX-License-Identifier: MIT
/* mistakes.h
 * Naming what a beginner got wrong. A mistake is a row: an id, a rule over the timeline, and a page of a teacher's words in
 * lessons/mistakes/ID.md with places for the evidence. A rule speaks only when its evidence is exact: a false
 * accusation is worse than silence.
 */
#pragma once
#include "judge/verdict.h"

struct mistake_case { /* all that a rule may look at */
	const struct exercise *exercise;
	const struct conversation *conversation;
	const struct timeline *timeline;
	const struct verdict *verdict;
	uint16_t port; /* the task's */
	const char *host;
	const struct facts *facts; /* mistakes_find() gathers them for its rules */
};

struct evidence {
	const char *key; /* as in the page: {actual} */
	char *value;	 /* owned, already safe to print */
};
enum { EVIDENCE_MAX = 10 };
struct finding {
	const char *id;
	const struct event
		*event; /* the call (or other event) it is about; its innermost frame is the line */
	struct evidence evidence[EVIDENCE_MAX];
	size_t evidence_count;
	bool harmless; /* the call did what was wanted all the same: all that did harm comes first */
};

struct findings {
	struct finding *list; /* in order of importance: the first is the one to tell */
	size_t count, cap;
};

enum mistake_when { MISTAKE_WHEN_BROKEN, MISTAKE_ALWAYS };
struct mistake_rule {
	const char *id;
	enum mistake_when when; /* only where a conversation broke, or also where it held */
	int rank;		/* lower is told first: causes before echoes */
	bool (*find)(const struct mistake_case *c, struct finding *out);
	const char *
		keys; /* of its evidence, separated by spaces; besides line, file and call, which all have */
};
extern const struct mistake_rule mistake_rules[];
extern const size_t mistake_rule_count;

void mistakes_find(const struct mistake_case *c, struct findings *out); /* adds; each id once */
/* Adds copies of the findings of another run of the same program: each id once, and what is only the echo of a mistake found
 * elsewhere is left out. */
void findings_merge(struct findings *into, const struct findings *from);
void findings_free(struct findings *f);
/* For rules: adds a piece of evidence. */
void finding_add(struct finding *f, const char *key, const char *fmt, ...) PRINTF(3, 4);
