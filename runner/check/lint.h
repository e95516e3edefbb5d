// SPDX-License-Identifier: MIT
/* lint.h
 * Whether a course is any good: texts whole, links alive, every conversation held by its own solution in all weathers, handouts broken as
 * meant, wrong programs told their own mistake and no other, right programs accused of nothing. Facts only; the command line
 * tells them.
 */
#pragma once
#include "check/check.h"

enum lint_weight {
	LINT_ADVICE,  /* worth knowing; the course is sound without it */
	LINT_PROBLEM, /* a learner would be misled */
};

struct lint_remark {
	enum lint_weight weight;
	char *where; /* a file, as the course names it; "": the text says it; owned */
	char *text;  /* a sentence; owned */
	char *see; /* the command that shows it, as a shell reads it; NULL: there is none; owned */
};

struct lint_result {
	struct lint_remark *remarks; /* owned */
	size_t count, cap;
	size_t problems;
	size_t exercises, programs, runs; /* that were looked at */
	enum stage_level level;
	bool cancelled;
};

void lint_result_free(struct lint_result *r);

struct lint_options {
	uint64_t seed; /* 0: draw one */
	/* Right programs at every delivery and in a storm each; else every conversation once, as the seed draws it. */
	bool all;
	const char *
		home; /* options for a command that shows something: " --course mine"; NULL: none */
	bool (*cancelled)(void *context);
	/* Each program once it has been tried, where not NULL: "tests/wrong/09-echo/1-echo/zombies.c". */
	void (*tried)(void *context, const char *what);
	void *context;
};

/* These add to `out`. */
void lint_lesson(const struct course *course, const struct lesson *l,
	struct lint_result *out); /* its text */
void lint_exercise(struct checker *c, const struct course *course, const struct exercise *e,
	const struct lint_options *o, struct lint_result *out);
void lint_demo(struct checker *c, const struct lesson *l, const struct lint_options *o,
	struct lint_result *out);
/* The pages of lessons/mistakes/, and programs that belong to no exercise. */
void lint_pages(const struct course *course, struct lint_result *out);
/* What the loader refused: a remark for each line. */
void lint_refusals(const char *lines, struct lint_result *out);
