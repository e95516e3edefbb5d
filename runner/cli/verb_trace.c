// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/run_options.h"
#include "cli/run_out.h"

struct trace_verb_options {
	struct run_options run;
	struct run_out_options out;
	bool demo;
};

static const struct option_row rows[] = {
	RUN_OPTION_ROWS,
	RUN_OUT_ROWS(offsetof(struct trace_verb_options, out)),
	{ "demo", 0, OPTION_FLAG, offsetof(struct trace_verb_options, demo), NULL,
		"the demo of the exercise's lesson, played by our own programs" },
};

/* The run to look at: the one that broke, else the first. */
static const struct check_run *run_to_tell(const struct check_result *r)
{
	if (r->told)
		return r->told;
	for (size_t i = 0; i < r->run_count; i++)
		if (r->runs[i].timeline)
			return &r->runs[i];
	return NULL;
}

static int print_verdict(struct app *app, const struct exercise *e,
	const struct trace_verb_options *o, const struct check_result *r, const char *source)
{
	AUTO(freep) char *home = app_home(app);
	const struct verdict_text_options how = run_options_words(app, &o->run, source, home);
	AUTO(buf_free) struct buf text = { 0 };

	verdict_text(&text, e, r, &how);
	fputs(buf_str(&text),
		o->out.json ? stderr : stdout); /* who reads events reads no sentence */
	return status_of(r);
}

static int print_run(struct app *app, const struct exercise *e, const struct trace_verb_options *o,
	const struct check_result *r, const char *source)
{
	const struct verdict_text_options how = { .columns = app->columns };
	const struct check_run *told = run_to_tell(r);
	AUTO(buf_free) struct buf text = { 0 };
	struct err err;

	if (r->cancelled)
		return status_of(r);
	if (!told ||
		r->outcome ==
			OUTCOME_TOOL_ERROR) /* it did not come to a run: why not is the answer */
		return print_verdict(app, e, o, r, source);
	if (!run_out(app, &o->out, &e->conversations[told->conversation], told->timeline, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	if (!o->out.json) {
		putchar('\n');
		verdict_headline(&text, e, r, &how);
		fputs(buf_str(&text), stdout);
	}
	return status_of(r);
}

static int trace_demo(struct app *app, struct checker *checker, const struct exercise *e,
	const struct trace_verb_options *o, const struct check_options *how)
{
	const struct lesson *l = course_lesson_of(app->course, e);
	struct check_run run;
	struct err err;
	int status = STATUS_HELD;

	if (!l->demo_script.step_count)
		return complain(STATUS_USAGE, "lesson %d has no demo", l->number);
	check_demo(checker, l, how, &run);
	if (run.verdict.outcome == OUTCOME_TOOL_ERROR)
		status = complain(STATUS_TOOL, "%s", run.verdict.tool_text);
	else if (!run.timeline)
		status = app_stopped_status();
	else if (!run_out(app, &o->out, &l->demo_script, run.timeline, &err))
		status = complain(STATUS_TOOL, "%s", err.text);
	check_run_free(&run);
	return status;
}

static int trace_exercise(struct app *app, struct checker *checker, const struct exercise *e,
	const struct trace_verb_options *o, const struct check_options *how)
{
	struct check_result r;
	int status;

	check_exercise(checker, e, how, &r);
	status = print_run(app, e, o, &r, how->file);
	check_result_free(&r);
	return status;
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct trace_verb_options *o = options;
	AUTO(freep) char *file = NULL;
	const struct exercise *e;
	struct check_options how;
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
	status = (o->demo ? trace_demo : trace_exercise)(app, checker, e, o, &how);
	checker_free(checker);
	return status;
}

const struct command command_trace = {
	.name = "trace",
	.usage = "[EXERCISE]",
	.summary = "Print a run as one story: calls with their lines, packets, what each actor "
		   "did, what was printed",
	.about = "Of all runs that a check plays it is the first that broke; if all held, the "
		 "first. --conversation, --delivery and "
		 "--storm choose another.",
	.example = "socklings trace 9.1 --ladder --conversation 2 --seed 41",
	.example_does = "Draws the second conversation as it was with seed 41",
	.takes = TAKES_EXERCISE,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct trace_verb_options),
	.run = run,
};
