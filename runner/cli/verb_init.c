// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

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

/* Found without being named, it need not be named in what is told next. What was named in another way goes before what is remembered: then
 * the others must not be sent to this one's files. */
static void name_if_another_is_used(struct app *app)
{
	AUTO(freep) char *made = realpath(workspace_dir(app->workspace), NULL);
	AUTO(freep) char *dir = workspace_find_dir(NULL, app->course);
	AUTO(freep) char *used = realpath(dir, NULL);

	if (made && used && strcmp(made, used) == 0)
		app->options.workspace = NULL;
	else
		complain(0,
			"here %s is used all the same: $SOCKLINGS_WORKSPACE and a workspace that "
			"you stand in go before the one that is remembered",
			dir);
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
	if (!app_workspace(app, &err) || !workspace_make(app->workspace, &err) ||
		!make_files(app, &made, &err) ||
		!workspace_remember(workspace_dir(app->workspace), &err))
		return complain(STATUS_TOOL, "%s", err.text);
	say(app,
		"Your workspace is %s, with %zu files to edit. Files that you had there are "
		"untouched.",
		workspace_dir(app->workspace), made);
	name_if_another_is_used(app);
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
	.about =
		"The folder is remembered, so that socklings finds it from anywhere; until one is, "
		"./workspace is yours. Nothing that is there is overwritten.",
	.example = "socklings init ~/socklings",
	.example_does = "Makes a workspace in your home folder",
	.takes = TAKES_FOLDER,
	.most = 1,
	.run = run,
};
