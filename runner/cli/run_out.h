// SPDX-License-Identifier: MIT
/* run_out.h
 * The ways in which trace and replay show or keep one run.
 */
#pragma once
#include "cli/app.h"
#include "report/story.h"

struct run_out_options { /* first in replay's struct */
	const char *save, *pcapng, *svg;
	bool ladder, json;
	int detail;
};

#define RUN_OUT_ROWS(base)                                                                         \
	{                                                                                          \
		"save", 0, OPTION_TEXT, (base) + offsetof(struct run_out_options, save), "FILE",   \
		"keep the run, a line of JSON per event; `socklings replay FILE` judges it again"  \
	},                                                                                         \
		{ "pcapng", 0, OPTION_TEXT, (base) + offsetof(struct run_out_options, pcapng),     \
			"FILE",                                                                    \
			"keep the packets for Wireshark, each with the call and line that sent "   \
			"it" },                                                                    \
		{ "svg", 0, OPTION_TEXT, (base) + offsetof(struct run_out_options, svg), "FILE",   \
			"keep the ladder as a picture" },                                          \
		{ "ladder", 'l', OPTION_FLAG, (base) + offsetof(struct run_out_options, ladder),   \
			NULL,                                                                      \
			"draw it: calls on the left, packets in the middle, actors on the "        \
			"right" },                                                                 \
		{ "json", 0, OPTION_FLAG, (base) + offsetof(struct run_out_options, json), NULL,   \
			"print the events for a program to read, a line each" },                   \
	{                                                                                          \
		"detail", 0, OPTION_WORD, (base) + offsetof(struct run_out_options, detail),       \
			"HOW", "how much is told", .words = story_detail_names,                    \
						   .word_count = STORY_DETAILS                     \
	}

/* Prints the run, unless it only had to be kept; keeps it. `c` may be NULL. */
bool run_out(const struct app *app, const struct run_out_options *o, const struct conversation *c,
	const struct timeline *tl, struct err *err);
