// SPDX-License-Identifier: MIT
#include "base/file.h"
#include "cli/command.h"

struct solution_options {
	bool yes;
};

static const struct option_row rows[] = {
	{ "yes", 'y', OPTION_FLAG, offsetof(struct solution_options, yes), NULL,
		"show it although you have not passed the exercise" },
};

enum { SOURCE_MAX = 1 << 20 };

static int run(struct app *app, const void *options, char *const *words)
{
	const struct solution_options *o = options;
	AUTO(buf_free) struct buf source = { 0 };
	const struct exercise *e;
	struct err err;

	e = app_exercise(app, words[0], &err);
	if (!e)
		return complain(app->course ? STATUS_USAGE : STATUS_TOOL, "%s", err.text);
	if (!app_workspace(app, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	app_be_at(app, e);
	if (!o->yes && workspace_progress(app->workspace, e->id)->state != PROGRESS_DONE)
		return complain(STATUS_USAGE,
			"you have not passed %s yet, and its solution is a spoiler; `hint` helps "
			"without giving it away, --yes shows it all the same",
			e->id);
	if (!file_read(e->solution_path, SOURCE_MAX, 0, &source, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	say_text(buf_str(&source));
	putchar('\n');
	say_markdown(app, e->why);
	return STATUS_HELD;
}

const struct command command_solution = {
	.name = "solution",
	.usage = "[EXERCISE]",
	.summary = "Show the solution and why it works",
	.about = "Before you have passed the exercise it is a spoiler and wants --yes.",
	.example = "socklings solution 9.1",
	.example_does = "Prints the best program of its size that we know",
	.takes = TAKES_EXERCISE,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct solution_options),
	.run = run,
};
