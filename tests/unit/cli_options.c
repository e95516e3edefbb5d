// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli/command.h"
#include "cli/manual.h"

struct probe_options {
	const char *file;
	bool quiet, all;
	int64_t seed;
	int word;
};

static const char *const words[] = { "whole", "bytes", "split" };
static const struct option_row rows[] = {
	{ "file", 'f', OPTION_TEXT, offsetof(struct probe_options, file), "FILE", "a file" },
	{ "quiet", 'q', OPTION_FLAG, offsetof(struct probe_options, quiet), NULL, "say nothing" },
	{ "all", 'a', OPTION_FLAG, offsetof(struct probe_options, all), NULL, "all of them" },
	{ "seed", 0, OPTION_NUMBER, offsetof(struct probe_options, seed), "N", "a seed", .min = 1,
		.max = 99, .fallback = 7 },
	{ "delivery", 'd', OPTION_WORD, offsetof(struct probe_options, word), "D", "how",
		.words = words, .word_count = 3 },
};

enum { ARGS_MAX = 8 };

/* What is typed, and what comes of it: fields joined by spaces, or the refusal. */
static const struct {
	const char *args[ARGS_MAX];
	const char *becomes;
} cases[] = {
	{ { NULL }, "- 0 0 7 -1 |" },
	{ { "9.1" }, "- 0 0 7 -1 | 9.1" },
	{ { "--file", "a.c", "9.1" }, "a.c 0 0 7 -1 | 9.1" },
	{ { "9.1", "--file=a.c" }, "a.c 0 0 7 -1 | 9.1" },
	{ { "-f", "a.c" }, "a.c 0 0 7 -1 |" },
	{ { "-fa.c" }, "a.c 0 0 7 -1 |" },
	{ { "-qaf", "a.c", "x", "y" }, "a.c 1 1 7 -1 | x y" },
	{ { "--seed", "12" }, "- 0 0 12 -1 |" },
	{ { "--delivery", "split" }, "- 0 0 7 2 |" },
	{ { "--", "--file" }, "- 0 0 7 -1 | --file" },
	{ { "-" }, "- 0 0 7 -1 | -" },
	{ { "--fil", "a" }, "there is no option --fil (did you mean --file?)" },
	{ { "--xyzzyx" }, "there is no option --xyzzyx" },
	{ { "-z" }, "there is no option -z" },
	{ { "-\033" }, "there is no option -\\x1b" },
	{ { "--file" }, "--file wants its FILE after it" },
	{ { "--file=" }, "--file wants its FILE, and got an empty word" },
	{ { "--quiet=1" }, "--quiet takes no value" },
	{ { "--seed", "0" }, "--seed wants a number from 1 to 99, not \"0\"" },
	{ { "--seed", "12x" }, "--seed wants a number from 1 to 99, not \"12x\"" },
	{ { "--seed", "99999999999999999999" },
		"--seed wants a number from 1 to 99, not \"99999999999999999999\"" },
	{ { "--delivery", "splt" }, "--delivery: there is no \"splt\" (did you mean \"split\"?)" },
	{ { "--delivery", "elephant" },
		"--delivery: there is no \"elephant\"; it takes one of whole, bytes, split" },
};

static char *parsed(char **argv)
{
	struct probe_options o;
	struct option_set set = { rows, ARRAY_LEN(rows), &o };
	char *got[ARGS_MAX + 1];
	struct buf out = { 0 };
	struct err err;
	int at = 0;

	options_clear(&set);
	if (!options_parse(&set, 1, argv, &at, false, got, &err))
		return xstrdup(err.text);
	buf_addf(&out, "%s %d %d %d %d |", o.file ? o.file : "-", o.quiet, o.all, (int)o.seed,
		o.word);
	for (size_t i = 0; got[i]; i++)
		buf_addf(&out, " %s", got[i]);
	return buf_take(&out);
}

static void command_lines_are_understood_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *argv[ARGS_MAX + 1] = { 0 };
		AUTO(freep) char *got = NULL;

		for (size_t k = 0; k < ARGS_MAX && cases[i].args[k]; k++)
			argv[k] = (char *)cases[i].args[k];
		got = parsed(argv);
		assert_string_equal(got, cases[i].becomes);
	}
}

static void the_first_word_may_end_it(void **state)
{
	struct probe_options o;
	struct option_set set = { rows, ARRAY_LEN(rows), &o };
	char *argv[] = { "-q", "check", "--file", "x", NULL };
	struct err err;
	int at = 0;

	(void)state;
	options_clear(&set);
	assert_true(options_parse(&set, 1, argv, &at, true, NULL, &err));
	assert_int_equal(at, 1);
	assert_true(o.quiet);
	assert_null(o.file);
}

/* Every verb explains itself, within any width, and the manual has them all. */
static void every_verb_explains_itself(void **state)
{
	AUTO(buf_free) struct buf manual = { 0 };

	(void)state;
	manual_write(&manual);
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = commands[i];
		AUTO(freep) char *title = xasprintf(".SS %s", c->name);
		AUTO(buf_free) struct buf help = { 0 };

		assert_non_null(c->summary);
		assert_non_null(c->example);
		assert_non_null(c->example_does);
		assert_true(c->least <= c->most);
		command_help(&help, c, 20);
		command_help(&help, c, 80);
		assert_non_null(strstr(buf_str(&help), c->name));
		assert_non_null(strstr(buf_str(&manual), title));
	}
}

/* Two options of one verb must not be called the same, nor like one of those that all verbs have. */
static void options_have_names_of_their_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_count; i++)
		for (size_t k = 0; k < commands[i]->row_count; k++) {
			const struct option_row *row = &commands[i]->rows[k];

			for (size_t j = 0; j < k; j++) {
				assert_string_not_equal(row->name, commands[i]->rows[j].name);
				assert_true(
					!row->letter || row->letter != commands[i]->rows[j].letter);
			}
			for (size_t j = 0; j < app_row_count; j++) {
				assert_string_not_equal(row->name, app_rows[j].name);
				assert_true(!row->letter || row->letter != app_rows[j].letter);
			}
			assert_true((row->kind == OPTION_FLAG) == (row->value == NULL));
		}
}

static const struct {
	const char *word, *nearest;
} near_misses[] = {
	{ "chek", "there is no verb \"chek\" (did you mean \"check\"?)" },
	{ "Trace", "there is no verb \"Trace\" (did you mean \"trace\"?)" },
	{ "frobnicate", "there is no verb \"frobnicate\"; `socklings help` lists them" },
};

static void a_near_miss_is_answered(void **state)
{
	(void)state;
	assert_ptr_equal(command_find("check", NULL)->name, command_find("check", NULL)->name);
	for (size_t i = 0; i < ARRAY_LEN(near_misses); i++) {
		struct err err;

		assert_null(command_find(near_misses[i].word, &err));
		assert_string_equal(err.text, near_misses[i].nearest);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_lines_are_understood_or_refused),
		cmocka_unit_test(the_first_word_may_end_it),
		cmocka_unit_test(every_verb_explains_itself),
		cmocka_unit_test(options_have_names_of_their_own),
		cmocka_unit_test(a_near_miss_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
