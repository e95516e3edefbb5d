// SPDX-License-Identifier: MIT
/* run_options.h
 * What check, watch and trace have in common: which file of which exercise, and how it is run.
 */
#pragma once
#include "check/check.h"
#include "cli/app.h"
#include "report/verdict_text.h"

struct run_options { /* first in the verb's own struct, so that the rows' offsets are right */
	const char *file;
	bool any_port, no_cache;
	int64_t seed, conversation;
	int delivery, storm, level;
};

#define RUN_OPTION(name) offsetof(struct run_options, name)
#define RUN_OPTION_ROWS                                                                            \
	{ "file", 'f', OPTION_TEXT, RUN_OPTION(file), "FILE",                                      \
		"this C file instead of the one in your workspace" },                              \
		{ "any-port", 0, OPTION_FLAG, RUN_OPTION(any_port), NULL,                          \
			"take a program that has a port of its own: whichever it binds is talked " \
			"to" },                                                                    \
		{ "no-cache", 0, OPTION_FLAG, RUN_OPTION(no_cache), NULL, "compile afresh" },      \
		{ "seed", 's', OPTION_NUMBER, RUN_OPTION(seed), "N",                               \
			"repeat what this seed drew: port, splits, storms", .min = 1,              \
			.max = INT64_MAX },                                                        \
		{ "conversation", 'c', OPTION_NUMBER, RUN_OPTION(conversation), "N",               \
			"only the N-th conversation", .min = 1, .max = 1000 },                     \
		{ "delivery", 'd', OPTION_WORD, RUN_OPTION(delivery), "D",                         \
			"only with the bytes delivered so", .words = delivery_names,               \
			.word_count = DELIVERIES },                                                \
		{ "storm", 0, OPTION_WORD, RUN_OPTION(storm), "S",                                 \
			"only with the kernel in this mood", .words = storm_names,                 \
			.word_count = STORMS },                                                    \
	{                                                                                          \
		"level", 0, OPTION_WORD, RUN_OPTION(level), "L",                                   \
			"run at this level instead of the best there is", .words = level_names,    \
									  .word_count = LEVELS     \
	}

/* Fills `out` from the options; *file (owned) is the source's path, made from the handout where it is the workspace's. Else says why
 * not, and returns the exit status that this means. */
int run_options_take(struct app *app, const struct run_options *o, const struct exercise *e,
	struct check_options *out, char **file);

/* How its outcome is told; `source` is the path that run_options_take() gave, `home` what app_home() did. */
struct verdict_text_options run_options_words(
	const struct app *app, const struct run_options *o, const char *source, const char *home);

/* Everything was asked for, of the learner's own file: then the outcome counts as progress. */
bool run_options_count(const struct run_options *o);
/* Records it; failing to is told and changes nothing else. */
void record_outcome(struct app *app, const struct exercise *e, const struct check_result *r);

/* The exit status that an outcome means. */
int status_of(const struct check_result *r);
