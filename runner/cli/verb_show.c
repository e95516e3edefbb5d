// SPDX-License-Identifier: MIT
#include "base/file.h"
#include "cli/command.h"
#include "cli/home.h"
#include "cli/progress_words.h"

struct show_options {
	bool lesson;
};

static const struct option_row rows[] = {
	{ "lesson", 'l', OPTION_FLAG, offsetof(struct show_options, lesson), NULL,
		"print the lesson's text too, before the task" },
};

enum { LESSON_MAX = 1 << 20 };

static bool show_lesson(const struct app *app, const struct exercise *e, struct err *err)
{
	const struct lesson *l = course_lesson_of(app->course, e);
	AUTO(buf_free) struct buf text = { 0 };

	if (!file_read(l->text_path, LESSON_MAX, 0, &text, err))
		return false;
	say_markdown(app, buf_str(&text));
	putchar('\n');
	return true;
}

static void say_wants(struct app *app, const struct exercise *e)
{
	for (char *const *id = e->wants; id && *id; id++)
		if (workspace_progress(app->workspace, *id)->state != PROGRESS_DONE)
			say(app, "It builds on %s, which you have not done yet.", *id);
}

static void show_exercise(struct app *app, const struct exercise *e)
{
	say(app, "%s %s (%s)", e->id, e->title, progress_word(app, e));
	putchar('\n');
	say_markdown(app, e->task);
	putchar('\n');
	say_wants(app, e);
}

/* Where it cannot be made, the task can be read all the same. */
static void show_file(struct app *app, const struct exercise *e)
{
	AUTO(freep) char *path = workspace_path(app->workspace, e);
	struct err err;

	if (!workspace_file(app->workspace, e, &err)) {
		complain(0, "%s", err.text);
		return;
	}
	say(app, "Your file:  %s", path);
	say_command(app, "Check it:", "check %s", e->id);
	say_command(app, "Check it at every save:", "watch %s", e->id);
	say_command(app, "Stuck:", "hint %s", e->id);
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct show_options *o = options;
	const struct exercise *e;
	struct err err;

	e = app_exercise(app, words[0], &err);
	if (!e)
		return complain(app->course ? STATUS_USAGE : STATUS_TOOL, "%s", err.text);
	if (!app_workspace(app, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	if (o->lesson && !show_lesson(app, e, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	show_exercise(app, e);
	show_file(app, e);
	app_be_at(app, e);
	return STATUS_HELD;
}

const struct command command_show = {
	.name = "show",
	.usage = "[EXERCISE]",
	.summary = "Show an exercise: its task, your file, and what to type next",
	.about = "Your file is made from the handout the "
		 "first time.",
	.example = "socklings show 9.1",
	.example_does = "Shows the task of exercise 9.1",
	.takes = TAKES_EXERCISE,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct show_options),
	.run = run,
};
