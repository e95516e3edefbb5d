// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/home.h"

static bool make_files(struct app *app, size_t *made, struct err *err)
{
	for (const struct exercise *e = course_first(app->course); e;
		e = course_next(app->course, e)) {
		if (!workspace_file(app->workspace, e, err))
			return false;
		(*made)++;
	}
	return true;
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct exercise *next;
	size_t made = 0;
	struct err err;

	(void)options;
	if (words[0]) {
		workspace_closep(&app->workspace);
		app->options.workspace = words[0];
	}
	if (!app_workspace(app, &err) || !make_files(app, &made, &err) ||
		!workspace_remember(workspace_dir(app->workspace), &err))
		return complain(STATUS_TOOL, "%s", err.text);
	say(app,
		"Your workspace is %s, with %zu files to edit. Files that you had there are "
		"untouched.",
		workspace_dir(app->workspace), made);
	next = app_next(app, NULL);
	if (next)
		say_next(app, next);
	return STATUS_HELD;
}

const struct command command_init = {
	.name = "init",
	.usage = "[DIR]",
	.summary =
		"Make a workspace: your own copies of the handouts, and your progress beside them",
	.about = "The folder is remembered, so that socklings finds it from anywhere. Nothing that "
		 "is there is overwritten.",
	.example = "socklings init ~/socklings",
	.example_does = "Makes a workspace in your home folder",
	.takes = TAKES_FOLDER,
	.most = 1,
	.run = run,
};
