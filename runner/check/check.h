// SPDX-License-Identifier: MIT
/* check.h
 * One exercise, start to end: compile, play every conversation at every delivery, judge, find mistakes. What cli, screen, grading and
 * lint all call. Runs go side by side, one to a CPU; a run that meets its deadline is tried once more alone.
 */
#pragma once
#include "course/workspace.h"
#include "judge/mistakes.h"
#include "play/play.h"
#include "stage/compile.h"

/* Which storms are played, of those that a script allows, where none is asked for. */
enum check_storms {
	STORMS_OF_SCRIPT, /* that it says are to be played */
	STORMS_IN_TURN,	  /* none, and one other each time, another in every run */
	STORMS_ALL,
};

struct check_options {
	const char *file; /* the source */
	uint64_t seed;	  /* 0: draw one */
	int conversation; /* -1: all */
	int delivery,
		storm; /* -1: what the script asks for; else this one, where the script allows it */
	enum stage_level level;
	bool level_given; /* else the best there is */
	bool any_port, no_cache, no_lines;
	bool keep_going; /* play the later conversations even after one broke (lint, trace of one) */
	enum check_storms storms;
	bool one_each; /* of every conversation only one run, drawn by the seed */
	unsigned turn; /* STORMS_IN_TURN, one_each: where the first run begins */
	int jobs;      /* 0: as many as CPUs */
	/* Follows along, where not NULL: every event as it comes, of which run. */
	void (*seen)(
		void *context, int conversation, enum delivery delivery, const struct event *ev);
	/* Asked between events; true ends the check. */
	bool (*cancelled)(void *context);
	void *context;
};

struct check_run {
	int conversation;
	enum delivery delivery;
	enum storm storm;
	uint64_t seed;
	struct timeline *timeline; /* NULL: not played */
	struct verdict verdict;
	struct findings findings;
};

struct check_result {
	enum outcome outcome; /* held only if all held */
	struct compile_result compile;
	struct check_run *runs; /* in order of conversation, delivery, storm */
	size_t run_count;
	const struct check_run *told; /* the first that broke: the one to explain; NULL */
	struct findings findings;     /* of all runs, each id once, most important first */
	uint64_t seed;
	enum stage_level level;
	uint64_t took_ns;
	char *tool_text; /* OUTCOME_TOOL_ERROR, and OUTCOME_NOT_PLAYED because the options leave nothing: a sentence; owned */
	bool cancelled;
};

struct checker; /* keeps the compiler, the filter and the references between checks */
struct checker *checker_new(const struct course *course, struct err *err);
void checker_free(struct checker *c);
/* The program of a source, from the cache where it can be; owned by the caller. */
char *checker_compile(struct checker *c, const char *source, struct err *err);
void check_exercise(struct checker *c, const struct exercise *e, const struct check_options *o,
	struct check_result *out);
/* Several programs of one exercise side by side, for lint. Each result is whole when `over` (NULL: nobody) is told, in no certain order;
 * whether it goes on is asked of the first one's options. */
struct check_case {
	const struct check_options *options;
	struct check_result *result;
};
void check_several(struct checker *c, const struct exercise *e, const struct check_case *cases,
	size_t count, void (*over)(void *context, size_t which), void *context);
void check_result_free(struct check_result *r); /* also of a zeroed one */
/* What a check of the learner's own file adds to what is known of the exercise. False: it says nothing about the file. */
bool check_progress(const struct exercise *e, const struct check_result *r, struct progress *more);
/* Judges the runs of a result again from their timelines alone: verdicts, findings, which to tell. What `replay` and the screen do. */
void check_judge(const struct exercise *e, struct check_result *r);
/* The result of one run that was saved: its timeline is handed over, on success only. Refuses one of another exercise or script. */
bool check_replay(
	const struct exercise *e, struct timeline *tl, struct check_result *out, struct err *err);

/* A lesson's demo, played once by references alone. Takes seed, level, no_lines, seen and cancelled from the options. A TOOL_ERROR verdict
 * says what could not be done. */
void check_demo(struct checker *c, const struct lesson *l, const struct check_options *o,
	struct check_run *out);
void check_run_free(struct check_run *r);
