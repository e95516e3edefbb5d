// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/json_out.h"
#include "cli/run_options.h"
#include "cli/run_out.h"
#include "report/report_json.h"
#include "report/verdict_text.h"

struct replay_options {
	struct run_out_options out;
	bool story;
};

static const struct option_row rows[] = {
	RUN_OUT_ROWS(0),
	{ "story", 0, OPTION_FLAG, offsetof(struct replay_options, story), NULL,
		"print the run as trace does, before the verdict" },
};

static int print(struct app *app, const struct exercise *e, const struct replay_options *o,
	const struct check_result *r, const char *file)
{
	const struct check_run *run = &r->runs[0];
	AUTO(freep) char *home = app_home(app);
	struct verdict_text_options how = {
		.course_dir = app->course->dir, .columns = app->columns, .home = home, .saved = file
	};
	bool shown = o->story || o->out.ladder || o->out.save || o->out.pcapng || o->out.svg;
	AUTO(buf_free) struct buf text = { 0 };
	struct err err;

	if (o->out.json) {
		json_out_print(report_check_json(e, r));
		return status_of(r);
	}
	if (shown &&
		!run_out(app, &o->out, &e->conversations[run->conversation], run->timeline, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	if (shown)
		putchar('\n');
	verdict_text(&text, e, r, &how);
	fputs(buf_str(&text), stdout);
	return status_of(r);
}

static int run(struct app *app, const void *options, char *const *words)
{
	AUTO(timeline_freep) struct timeline *tl = NULL;
	const struct course *course;
	const struct exercise *e;
	struct check_result r;
	struct err err;
	int status;

	course = app_course(app, &err);
	if (!course)
		return complain(STATUS_TOOL, "%s", err.text);
	tl = timeline_load(words[0], &err);
	if (!tl)
		return complain(STATUS_USAGE, "%s", err.text);
	if (!timeline_run(tl))
		return complain(STATUS_USAGE, "%s: it does not say what was run", words[0]);
	e = course_find(course, timeline_run(tl)->exercise, &err);
	if (!e || !check_replay(e, tl, &r, &err))
		return complain(STATUS_USAGE, "%s: %s", words[0], err.text);
	TAKE(tl);
	status = print(app, e, options, &r, words[0]);
	check_result_free(&r);
	return status;
}

const struct command command_replay = {
	.name = "replay",
	.usage = "FILE",
	.summary = "Judge a saved run again, on any machine",
	.about = "FILE is what `socklings trace --save FILE` kept. Nothing is run. --json prints "
		 "the verdict for a program to read.",
	.example = "socklings replay run.jsonl --ladder",
	.example_does = "Draws the saved run and tells its verdict",
	.takes = TAKES_FILE,
	.least = 1,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct replay_options),
	.run = run,
};
