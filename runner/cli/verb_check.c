// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/home.h"
#include "cli/json_out.h"
#include "cli/run_options.h"
#include "report/report_json.h"

struct check_verb_options {
	struct run_options run;
	bool json, quiet;
};

static const struct option_row rows[] = {
	RUN_OPTION_ROWS,
	{ "json", 0, OPTION_FLAG, offsetof(struct check_verb_options, json), NULL,
		"for a program to read" },
	{ "quiet", 'q', OPTION_FLAG, offsetof(struct check_verb_options, quiet), NULL,
		"say nothing; the exit status tells" },
};

static void print(struct app *app, const struct exercise *e, const struct check_verb_options *o,
	const struct check_result *r, const char *source)
{
	AUTO(freep) char *home = app_home(app);
	const struct verdict_text_options how = run_options_words(app, &o->run, source, home);
	AUTO(buf_free) struct buf text = { 0 };

	if (o->json) {
		json_out_print(report_check_json(e, r));
	} else if (!o->quiet || r->outcome == OUTCOME_TOOL_ERROR) {
		verdict_text(&text, e, r, &how);
		fputs(buf_str(&text), o->quiet ? stderr : stdout);
	}
}

static void say_what_comes_after(struct app *app, const struct exercise *e)
{
	const struct exercise *next = app_next(app, e);

	putchar('\n');
	say_markdown(app, e->why);
	putchar('\n');
	say_command(app, "Compare with ours:", "solution %s", e->id);
	if (next)
		say_next(app, next);
	else
		say(app, "That was the last: you have done the whole course.");
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct check_verb_options *o = options;
	AUTO(freep) char *file = NULL;
	const struct exercise *e;
	struct check_options how;
	struct check_result r;
	struct checker *checker;
	struct err err;
	int status;

	e = app_exercise(app, words[0], &err);
	if (!e)
		return complain(app->course ? STATUS_USAGE : STATUS_TOOL, "%s", err.text);
	status = run_options_take(app, &o->run, e, &how, &file);
	if (status != STATUS_HELD)
		return status;
	checker = checker_new(app->course, &err);
	if (!checker)
		return complain(STATUS_TOOL, "%s", err.text);
	check_exercise(checker, e, &how, &r);
	if (!r.cancelled)
		print(app, e, o, &r, file);
	if (run_options_count(&o->run)) {
		record_outcome(app, e, &r);
		if (r.outcome == OUTCOME_HELD && !o->json && !o->quiet)
			say_what_comes_after(app, e);
	}
	status = status_of(&r);
	check_result_free(&r);
	checker_free(checker);
	return status;
}

const struct command command_check = {
	.name = "check",
	.usage = "[EXERCISE]",
	.summary = "Compile your program, hold its conversations, and tell what happened",
	.about = "Every conversation is played with "
		 "its bytes delivered whole, one by "
		 "one, split and glued; a new seed is drawn each time and told. With --json: "
		 "`outcome` is held, broke, not played or tool error; `mistakes` are ids; "
		 "`compile` and `runs` tell the rest.",
	.example = "socklings check 9.1 --file my-echo.c",
	.example_does = "Checks any file against exercise 9.1",
	.takes = TAKES_EXERCISE,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct check_verb_options),
	.run = run,
};
