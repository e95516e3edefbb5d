// SPDX-License-Identifier: MIT
/* command.h
 * What `socklings` can be told to do: a row a verb, each in a file of its own. Help, the manual page and the completions are
 * made from these rows; to add a verb is a file and a line in commands.c.
 */
#pragma once
#include "cli/app.h"
#include "cli/options.h"

/* What a verb is told beside its options: for the parser's count and the shells' completions. */
enum takes {
	TAKES_NOTHING,
	TAKES_EXERCISE,
	TAKES_LESSON,
	TAKES_PART, /* either */
	TAKES_FILE,
	TAKES_FOLDER,
	TAKES_VERB,
	TAKES_SHELL,
	TAKES
};

struct command {
	const char *name;
	const char *usage;   /* after the name: "EXERCISE" */
	const char *summary; /* a sentence without its full stop */
	const char *about;   /* more of it, for --help and the manual; may be NULL */
	const char *example, *example_does;
	enum takes takes;
	int least, most; /* how many words */
	bool hidden;	 /* not in the overview */
	const struct option_row *rows;
	size_t row_count;
	size_t options_size; /* of the struct that the rows fill */
	/* `words` is NULL-terminated. Returns an exit status. */
	int (*run)(struct app *app, const void *options, char *const *words);
};

extern const struct command *const commands[];
extern const size_t command_count;

const struct command *command_find(const char *name, struct err *err);
/* Runs a verb with what stands after it; returns an exit status. */
int command_run(struct app *app, const struct command *c, char **argv);
/* What an exercise that is left out means; "" where none may be. */
const char *command_default(const struct command *c);
void command_help(struct buf *out, const struct command *c, size_t columns);
void command_overview(struct buf *out, size_t columns);
/* Prints one of them; NULL: the overview. */
int command_say_help(const struct app *app, const struct command *c);
