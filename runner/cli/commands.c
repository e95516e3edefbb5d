// SPDX-License-Identifier: MIT
#include "cli/command.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/words.h"

extern const struct command command_list, command_show, command_check, command_watch, command_hint,
	command_solution, command_reset, command_init, command_trace, command_replay, command_serve,
	command_lint, command_doctor, command_help_verb, command_completions;

/* In the order in which a learner meets them. */
const struct command *const commands[] = {
	&command_list,
	&command_show,
	&command_check,
	&command_watch,
	&command_hint,
	&command_solution,
	&command_reset,
	&command_init,
	&command_trace,
	&command_replay,
	&command_serve,
	&command_lint,
	&command_doctor,
	&command_help_verb,
	&command_completions,
};
const size_t command_count = ARRAY_LEN(commands);

const struct command *command_find(const char *name, struct err *err)
{
	const char *names[ARRAY_LEN(commands)];
	AUTO(buf_free) struct buf safe = { 0 };
	const char *near;

	for (size_t i = 0; i < command_count; i++) {
		names[i] = commands[i]->name;
		if (strcmp(names[i], name) == 0)
			return commands[i];
	}
	text_quote(&safe, bytes_of(name), 40);
	near = words_nearest(name, names, command_count);
	if (near)
		err_set(err, "there is no verb %s (did you mean \"%s\"?)", buf_str(&safe), near);
	else
		err_set(err, "there is no verb %s; `socklings help` lists them", buf_str(&safe));
	return NULL;
}

static void add_wrapped(struct buf *out, const char *text, size_t columns, const char *indent)
{
	text_wrap(out, text, columns, indent);
}

const char *command_default(const struct command *c)
{
	return c->takes == TAKES_EXERCISE && !c->least
		       ? "Without an exercise: the one that you named last (but not with --file)."
		       : "";
}

void command_help(struct buf *out, const struct command *c, size_t columns)
{
	AUTO(freep)
	char *usage = xasprintf("Usage: socklings %s%s%s%s", c->name,
		c->row_count ? " [OPTION]..." : "", *c->usage ? " " : "", c->usage);
	AUTO(freep) char *summary = xasprintf("%s.", c->summary);
	AUTO(freep) char *does = xasprintf("%s.", c->example_does);

	add_wrapped(out, usage, columns, "");
	buf_add_char(out, '\n');
	add_wrapped(out, summary, columns, "");
	if (c->about)
		add_wrapped(out, c->about, columns, "");
	if (*command_default(c))
		add_wrapped(out, command_default(c), columns, "");
	if (c->row_count) {
		buf_add_str(out, "\nOptions:\n");
		options_help(out, c->rows, c->row_count, columns);
	}
	buf_add_str(out, "\nEverywhere:\n");
	options_help(out, app_rows, app_row_count, columns);
	buf_add_str(out, "\nExample:\n");
	add_wrapped(out, c->example, columns, "  ");
	add_wrapped(out, does, columns, "      ");
}

void command_overview(struct buf *out, size_t columns)
{
	bool beside = columns >= 60;

	add_wrapped(out, "Usage: socklings [VERB] [OPTION]... [WORD]...", columns, "");
	add_wrapped(out,
		"Learn sockets by writing them. Without a verb: the course, and what to do next.",
		columns, "");
	buf_add_str(out, "\nVerbs:\n");
	for (size_t i = 0; i < command_count; i++) {
		AUTO(buf_free) struct buf wrapped = { 0 };

		if (commands[i]->hidden)
			continue;
		add_wrapped(&wrapped, commands[i]->summary, columns,
			beside ? "               " : "      ");
		buf_addf(out, beside ? "  %-13s" : "  %s\n", commands[i]->name);
		buf_add_str(out, buf_str(&wrapped) + (beside ? 15 : 0));
	}
	buf_add_str(out, "\nEverywhere:\n");
	options_help(out, app_rows, app_row_count, columns);
	buf_add_char(out, '\n');
	add_wrapped(out,
		"An exercise is named by its number (9.1), by a file of its "
		"(workspace/09-echo/1-echo.c), or "
		"by a word that only it has. `socklings help VERB` tells more of a verb.",
		columns, "");
	add_wrapped(out,
		"Exit status: 0 held, 1 broke, 2 wrong usage, 3 a failure of the tool itself.",
		columns, "");
}

int command_say_help(const struct app *app, const struct command *c)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (c)
		command_help(&text, c, app->columns);
	else
		command_overview(&text, app->columns);
	fputs(buf_str(&text), stdout);
	return STATUS_HELD;
}

static bool count_words(const struct command *c, char *const *words, struct err *err)
{
	int count = (int)strv_len(words);

	if (count >= c->least && count <= c->most)
		return true;
	if (count < c->least)
		return err_set(err, "`socklings %s` wants %s after it; for example: %s", c->name,
			c->usage, c->example);
	return err_set(err, "`socklings %s` does not know what to do with \"%s\"; it takes %s",
		c->name, words[c->most], c->most ? c->usage : "no words");
}

int command_run(struct app *app, const struct command *c, char **argv)
{
	AUTO(freep) void *options = xcalloc(1, c->options_size ? c->options_size : 1);
	AUTO(freep) char **words = xcalloc(strv_len(argv) + 1, sizeof *words);
	struct option_set sets[] = {
		{ c->rows, c->row_count, options },
		{ app_rows, app_row_count, &app->options },
	};
	struct err err;
	int at = 0;

	options_clear(&sets[0]);
	if (!options_parse(sets, ARRAY_LEN(sets), argv, &at, false, words, &err))
		return complain(STATUS_USAGE, "%s; `socklings help %s` lists its options", err.text,
			c->name);
	if (app->options.help) {
		app->options.help =
			false; /* it was this verb's; the plain mode runs others after it */
		return command_say_help(app, c);
	}
	if (!count_words(c, words, &err))
		return complain(STATUS_USAGE, "%s", err.text);
	return c->run(app, options, words);
}
