// SPDX-License-Identifier: MIT
#include "cli/command.h"

struct reset_options {
	bool undo;
};

static const struct option_row rows[] = {
	{ "undo", 0, OPTION_FLAG, offsetof(struct reset_options, undo), NULL,
		"take the newest backup back; what is there now becomes a backup in turn" },
};

static int undo(struct app *app, const struct exercise *e)
{
	AUTO(freep) char *restored = NULL;
	struct err err;

	if (!workspace_undo(app->workspace, e, &restored, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	say(app, "Your file of %s is again what it was in %s.", e->id, restored);
	return STATUS_HELD;
}

static int reset(struct app *app, const struct exercise *e)
{
	AUTO(freep) char *backup = NULL;
	AUTO(freep) char *path = workspace_path(app->workspace, e);
	struct err err;

	if (!workspace_reset(app->workspace, e, &backup, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	say(app, "%s is the handout again.", path);
	if (backup) {
		say(app, "What you had is kept in %s.", backup);
		say_command(app, "To take it back:", "reset %s --undo", e->id);
	}
	return STATUS_HELD;
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct reset_options *o = options;
	const struct exercise *e;
	struct err err;

	e = app_exercise(app, words[0], &err);
	if (!e)
		return complain(app->course ? STATUS_USAGE : STATUS_TOOL, "%s", err.text);
	if (!app_workspace(app, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	app_be_at(app, e);
	return o->undo ? undo(app, e) : reset(app, e);
}

const struct command command_reset = {
	.name = "reset",
	.usage = "EXERCISE",
	.summary = "Put the handout back; what you had is kept as a dated backup",
	.example = "socklings reset 9.1 --undo",
	.example_does = "Takes back what the last reset of 9.1 put away",
	.takes = TAKES_EXERCISE,
	.least = 1,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct reset_options),
	.run = run,
};
