// SPDX-License-Identifier: MIT
#include "cli/command.h"

#include "base/file.h"

struct hint_options {
	bool again;
};

static const struct option_row rows[] = {
	{ "again", 0, OPTION_FLAG, offsetof(struct hint_options, again), NULL,
		"repeat the hints you have seen, without a new one" },
};

static void say_hints(const struct app *app, const struct exercise *e, int64_t count)
{
	for (int64_t i = 0; i < count; i++) {
		say(app, "Hint %lld of 3:", (long long)i + 1);
		say_markdown(app, e->hints[i]);
	}
	if (count == 0)
		say(app, "You have seen no hint of %s yet.", e->id);
	else if (count < 3)
		say_command(app, "There is another:", "hint %s", e->id);
	else
		say_command(app,
			"That was the last. The solution is a spoiler:", "solution %s --yes",
			e->id);
}

static int run(struct app *app, const void *options, char *const *words)
{
	static const struct progress one_more = { .hints_seen = 1 };
	const struct hint_options *o = options;
	const struct exercise *e;
	struct err err;

	e = app_exercise(app, words[0], &err);
	if (!e)
		return complain(app->course ? STATUS_USAGE : STATUS_TOOL, "%s", err.text);
	if (!app_workspace(app, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	if (!o->again && workspace_progress(app->workspace, e->id)->hints_seen < 3 &&
		!workspace_add_progress(app->workspace, e->id, &one_more, &err))
		complain(0, "%s", err.text); /* the hint is worth more than its record */
	app_be_at(app, e);
	say_hints(app, e, workspace_progress(app->workspace, e->id)->hints_seen);
	return STATUS_HELD;
}

const struct command command_hint = {
	.name = "hint",
	.usage = "[EXERCISE]",
	.summary = "Give the next hint; three climb from a question to nearly the line",
	.example = "socklings hint 9.1",
	.example_does = "Gives one hint more each time",
	.takes = TAKES_EXERCISE,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct hint_options),
	.run = run,
};
