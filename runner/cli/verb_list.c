// SPDX-License-Identifier: MIT
#include <cjson/cJSON.h>
#include <string.h>

#include "cli/command.h"
#include "cli/json_out.h"
#include "cli/progress_words.h"

struct list_options {
	bool json, ids;
};

static const struct option_row rows[] = {
	{ "json", 0, OPTION_FLAG, offsetof(struct list_options, json), NULL,
		"for a program to read" },
	{ "ids", 0, OPTION_FLAG, offsetof(struct list_options, ids), NULL,
		"only the numbers of the exercises, one a line" },
};

static void add_exercise(const struct app *app, cJSON *list, const struct exercise *e)
{
	cJSON *item = json_out_object(list);
	const struct progress *p = workspace_progress(app->workspace, e->id);
	AUTO(freep) char *path = workspace_path(app->workspace, e);

	cJSON_AddStringToObject(item, "id", e->id);
	cJSON_AddStringToObject(item, "name", e->name);
	json_out_text(item, "title", e->title);
	cJSON_AddStringToObject(item, "kind", e->kind);
	cJSON_AddNumberToObject(item, "points", (double)e->points);
	cJSON_AddStringToObject(item, "state", progress_word(app, e));
	cJSON_AddNumberToObject(item, "tries", (double)p->tries);
	cJSON_AddNumberToObject(item, "hints_seen", (double)p->hints_seen);
	json_out_text(item, "file", path);
}

static void add_lesson(const struct app *app, cJSON *list, const struct lesson *l)
{
	cJSON *item = json_out_object(list);
	cJSON *exercises;

	cJSON_AddNumberToObject(item, "number", l->number);
	cJSON_AddStringToObject(item, "name", l->name);
	json_out_text(item, "title", l->title);
	json_out_text(item, "summary", l->summary);
	exercises = cJSON_AddArrayToObject(item, "exercises");
	for (size_t i = 0; i < l->exercise_count; i++)
		add_exercise(app, exercises, &l->exercises[i]);
}

static void print_json(const struct app *app, const struct lesson *only)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *lessons = cJSON_AddArrayToObject(root, "lessons");

	for (size_t i = 0; i < app->course->lesson_count; i++)
		if (!only || only == &app->course->lessons[i])
			add_lesson(app, lessons, &app->course->lessons[i]);
	json_out_print(root);
}

static void print_lesson(const struct app *app, const struct lesson *l)
{
	say_lesson_line(app, l);
	for (size_t i = 0; i < l->exercise_count; i++)
		say_exercise_line(app, &l->exercises[i]);
}

static void print_ids(const struct lesson *l)
{
	for (size_t i = 0; i < l->exercise_count; i++)
		puts(l->exercises[i].id);
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct list_options *o = options;
	const struct course *course;
	const struct lesson *only = NULL;
	struct err err;

	course = app_course(app, &err);
	if (!course)
		return complain(STATUS_TOOL, "%s", err.text);
	if (words[0] && !(only = course_find_lesson(course, words[0], &err)))
		return complain(STATUS_USAGE, "%s", err.text);
	if (!o->ids && !app_workspace(app, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	if (o->json) {
		print_json(app, only);
		return STATUS_HELD;
	}
	for (size_t i = 0; i < course->lesson_count; i++)
		if (!only || only == &course->lessons[i])
			(o->ids ? print_ids(&course->lessons[i])
				: print_lesson(app, &course->lessons[i]));
	return STATUS_HELD;
}

const struct command command_list = {
	.name = "list",
	.usage = "[LESSON]",
	.summary = "Show the course: its lessons and exercises, and how far you are",
	.about = "An exercise is new, tried or done; \"changed\" means that you did it and its "
		 "task has changed since.",
	.example = "socklings list 9",
	.example_does = "Lists the exercises of lesson 9",
	.takes = TAKES_LESSON,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct list_options),
	.run = run,
};
