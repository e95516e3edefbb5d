// SPDX-License-Identifier: MIT
/* options.h
 * Command lines by rows. A row says how an option is written, what value it takes and where that goes; parsing, help,
 * the manual page and the shells' completions all read the same rows.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char *, borrowed from argv */
	OPTION_NUMBER, /* int64_t, min..max */
	OPTION_WORD,   /* int: index in words, -1 where not given */
};

struct option_row {
	const char *name; /* long form without dashes */
	char letter;	  /* short form, or 0 */
	enum option_kind kind;
	size_t offset;	   /* of the field in the verb's struct */
	const char *value; /* what help calls the value: "FILE" */
	const char *help;  /* a sentence without its full stop */
	int64_t min, max, fallback;
	const char *const *words; /* OPTION_WORD: what may be said */
	size_t word_count;
};

/* Rows, and the struct they fill. */
struct option_set {
	const struct option_row *rows;
	size_t count;
	void *into;
};

/* Stores every row's value for "not given". */
void options_clear(const struct option_set *set);

/* Takes options of any of the sets from argv[*at] on, and leaves *at behind the last word looked at. With
 * `stop_at_word`, the first word that is no option ends it; else such words are collected in `words` (room for as many
 * as there are arguments; NULL-terminated). "--" ends the options. Refuses what no row names, with the nearest that is. */
bool options_parse(const struct option_set *sets, size_t set_count, char **argv, int *at,
	bool stop_at_word, char **words, struct err *err);

/* "-f, --file FILE   text", wrapped at `columns`. */
void options_help(struct buf *out, const struct option_row *rows, size_t count, size_t columns);
