// SPDX-License-Identifier: MIT
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "check/lint.h"
#include "cli/command.h"
#include "cli/json_out.h"

struct lint_verb_options {
	bool json, verbose, all;
	int64_t seed;
};

static const struct option_row rows[] = {
	{ "json", 0, OPTION_FLAG, offsetof(struct lint_verb_options, json), NULL,
		"for a program to read" },
	{ "all", 'a', OPTION_FLAG, offsetof(struct lint_verb_options, all), NULL,
		"play correct programs at every delivery and in a storm each, not every "
		"conversation once" },
	{ "verbose", 'v', OPTION_FLAG, offsetof(struct lint_verb_options, verbose), NULL,
		"name each program once it has been tried" },
	{ "seed", 's', OPTION_NUMBER, offsetof(struct lint_verb_options, seed), "N",
		"repeat what this seed drew", .min = 1, .max = INT64_MAX },
};

static const char *const weight_words[] = {
	[LINT_ADVICE] = "advice",
	[LINT_PROBLEM] = "problem",
};

static void print_json(const struct lint_result *r)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *list;

	cJSON_AddNumberToObject(root, "problems", (double)r->problems);
	cJSON_AddNumberToObject(root, "exercises", (double)r->exercises);
	cJSON_AddNumberToObject(root, "programs", (double)r->programs);
	cJSON_AddNumberToObject(root, "runs", (double)r->runs);
	cJSON_AddStringToObject(root, "level", level_names[r->level]);
	list = cJSON_AddArrayToObject(root, "remarks");
	for (size_t i = 0; i < r->count; i++) {
		cJSON *item = json_out_object(list);

		cJSON_AddStringToObject(item, "weight", weight_words[r->remarks[i].weight]);
		json_out_text(item, "where", r->remarks[i].where);
		json_out_text(item, "text", r->remarks[i].text);
		if (r->remarks[i].see)
			json_out_text(item, "see", r->remarks[i].see);
	}
	json_out_print(root);
}

static void print_remark(const struct app *app, const struct lint_remark *r)
{
	AUTO(buf_free) struct buf see = { 0 };

	say(app, "%s%s%s: %s", r->where, *r->where ? ": " : "", weight_words[r->weight], r->text);
	if (!r->see)
		return;
	text_wrap_command(&see, "See it:", r->see, app->columns, "  ");
	fputs(buf_str(&see), stdout);
}

static void print(const struct app *app, const struct lint_result *r)
{
	for (size_t i = 0; i < r->count; i++)
		print_remark(app, &r->remarks[i]);
	say(app, "%zu exercises, %zu programs, %zu runs at level \"%s\": %zu problems.",
		r->exercises, r->programs, r->runs, level_names[r->level], r->problems);
}

static void say_tried(void *context, const char *what)
{
	(void)context;
	puts(what);
	fflush(stdout);
}

struct linting {
	struct checker *checker;
	const struct course *course;
	struct lint_options how;
	struct lint_result result;
};

static void lint_whole_lesson(struct linting *x, const struct lesson *l)
{
	lint_lesson(x->course, l, &x->result);
	lint_demo(x->checker, l, &x->how, &x->result);
	for (size_t i = 0; i < l->exercise_count && !x->result.cancelled; i++)
		lint_exercise(x->checker, x->course, &l->exercises[i], &x->how, &x->result);
}

static void lint_course(struct linting *x)
{
	for (size_t i = 0; i < x->course->lesson_count && !x->result.cancelled; i++)
		lint_whole_lesson(x, &x->course->lessons[i]);
	lint_pages(x->course, &x->result);
}

/* A word names a lesson ("9", "echo") or an exercise ("9.1"); a number without a dot is a lesson. */
static bool lint_part(struct linting *x, const char *word, struct err *err)
{
	const struct lesson *l =
		strchr(word, '.') ? NULL : course_find_lesson(x->course, word, NULL);
	const struct exercise *e = l ? NULL : course_find(x->course, word, err);

	if (l)
		lint_whole_lesson(x, l);
	else if (e)
		lint_exercise(x->checker, x->course, e, &x->how, &x->result);
	return l || e;
}

static int finish(const struct app *app, const struct lint_verb_options *o, const struct linting *x)
{
	if (x->result.cancelled)
		return app_stopped_status();
	if (o->json)
		print_json(&x->result);
	else
		print(app, &x->result);
	return x->result.problems ? STATUS_BROKE : STATUS_HELD;
}

static int lint(
	struct app *app, const struct lint_verb_options *o, const char *word, struct linting *x)
{
	struct err err;

	x->checker = checker_new(x->course, &err);
	if (!x->checker)
		return complain(STATUS_TOOL, "%s", err.text);
	if (!word)
		lint_course(x);
	else if (!lint_part(x, word, &err))
		return complain(STATUS_USAGE, "%s", err.text);
	return finish(app, o, x);
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct lint_verb_options *o = options;
	AUTO(freep) char *dir = NULL;
	AUTO(freep) char *home = app_home(app);
	AUTO(course_freep)
	struct course *course = NULL; /* not the app's: what is refused is left out here */
	AUTO(buf_free) struct buf refusals = { 0 };
	struct linting x = { .how = { .seed = (uint64_t)o->seed,
				     .all = o->all,
				     .home = home,
				     .cancelled = app_stopped } };
	struct err err;
	int status;

	if (o->verbose && !o->json)
		x.how.tried = say_tried;
	dir = course_find_dir(app->options.course, &err);
	course = dir ? course_load(dir, &refusals, &err) : NULL;
	if (!course)
		return complain(STATUS_TOOL, "%s", err.text);
	x.course = course;
	lint_refusals(buf_str(&refusals), &x.result);
	status = lint(app, o, words[0], &x);
	lint_result_free(&x.result);
	checker_free(x.checker);
	return status;
}

const struct command command_lint = {
	.name = "lint",
	.usage = "[LESSON or EXERCISE]",
	.summary = "Prove a course: texts, links, solutions in all weathers, handouts, wrong and "
		   "right programs",
	.about = "For those who write lessons. Every conversation must be held by the solution at "
		 "every delivery and in every storm; every "
		 "program in tests/wrong must be told its own mistake and no other; those in "
		 "tests/right must be told nothing.",
	.example = "socklings lint 9.1",
	.example_does = "Proves one exercise: its texts, and every program it has",
	.takes = TAKES_PART,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct lint_verb_options),
	.run = run,
};
