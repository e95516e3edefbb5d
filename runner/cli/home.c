// SPDX-License-Identifier: MIT
#include "cli/home.h"

#include "cli/progress_words.h"

void say_next(struct app *app, const struct exercise *e)
{
	AUTO(freep) char *path = workspace_path(app->workspace, e);
	struct err err;

	say(app, "Next: %s, \"%s\".", e->id, e->title);
	say_command_indented(app, "Read the task:", "show %s", e->id);
	if (!workspace_file(app->workspace, e, &err)) {
		complain(0, "%s", err.text);
		return;
	}
	say_indented(app, "Edit the file:  %s", path);
	say_command_indented(app, "Then check it:", "check %s", e->id);
}

int home(struct app *app)
{
	const struct exercise *next;
	struct err err;

	if (!app_workspace(app, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	say(app, "Socklings: learn sockets by writing them.");
	for (size_t i = 0; i < app->course->lesson_count; i++)
		say_lesson_line(app, &app->course->lessons[i]);
	putchar('\n');
	next = course_find(app->course, workspace_place(app->workspace), NULL);
	if (!next || workspace_progress(app->workspace, next->id)->state == PROGRESS_DONE)
		next = app_next(app, next);
	if (next)
		say_next(app, next);
	else
		say(app, "You have done every exercise of this course. `socklings list` shows them "
			 "all.");
	say(app, "`socklings help` lists everything else.");
	return STATUS_HELD;
}
