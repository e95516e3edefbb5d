// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/manual.h"

struct help_options {
	bool manual;
};

static const struct option_row rows[] = {
	{ "manual", 0, OPTION_FLAG, offsetof(struct help_options, manual), NULL,
		"print the manual page, for `man -l`" },
};

static int run(struct app *app, const void *options, char *const *words)
{
	const struct help_options *o = options;
	AUTO(buf_free) struct buf text = { 0 };
	const struct command *c = NULL;
	struct err err;

	if (words[0] && !(c = command_find(words[0], &err)))
		return complain(STATUS_USAGE, "%s", err.text);
	if (!o->manual)
		return command_say_help(app, c);
	manual_write(&text);
	fputs(buf_str(&text), stdout);
	return STATUS_HELD;
}

const struct command command_help_verb = {
	.name = "help",
	.usage = "[VERB]",
	.summary = "Say what there is, or how one verb is used",
	.example = "socklings help check",
	.example_does = "Lists the options of check",
	.takes = TAKES_VERB,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct help_options),
	.run = run,
};
