// SPDX-License-Identifier: MIT
#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"

static void *place_of(const struct option_set *set, const struct option_row *row)
{
	return (char *)set->into + row->offset;
}

static void clear_flag(const struct option_row *row, void *place)
{
	(void)row;
	*(bool *)place = false;
}

static void clear_text(const struct option_row *row, void *place)
{
	(void)row;
	*(const char **)place = NULL;
}

static void clear_number(const struct option_row *row, void *place)
{
	*(int64_t *)place = row->fallback;
}

static void clear_word(const struct option_row *row, void *place)
{
	(void)row;
	*(int *)place = -1;
}

static bool store_flag(
	const struct option_row *row, const char *value, void *place, struct err *err)
{
	(void)row, (void)value, (void)err;
	return *(bool *)place = true;
}

static bool store_text(
	const struct option_row *row, const char *value, void *place, struct err *err)
{
	if (!*value)
		return err_set(
			err, "--%s wants its %s, and got an empty word", row->name, row->value);
	*(const char **)place = value;
	return true;
}

static bool store_number(
	const struct option_row *row, const char *value, void *place, struct err *err)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(value, &end, 10);
	if (end == value || *end || errno || n < row->min || n > row->max) {
		AUTO(buf_free) struct buf safe = { 0 };

		text_quote(&safe, bytes_of(value), 40);
		return err_set(err, "--%s wants a number from %lld to %lld, not %s", row->name,
			(long long)row->min, (long long)row->max, buf_str(&safe));
	}
	*(int64_t *)place = n;
	return true;
}

static bool store_word(
	const struct option_row *row, const char *value, void *place, struct err *err)
{
	AUTO(buf_free) struct buf list = { 0 };
	AUTO(buf_free) struct buf safe = { 0 };
	const char *near;

	for (size_t i = 0; i < row->word_count; i++) {
		if (strcmp(row->words[i], value) == 0) {
			*(int *)place = (int)i;
			return true;
		}
		buf_addf(&list, "%s%s", i ? ", " : "", row->words[i]);
	}
	text_quote(&safe, bytes_of(value), 40);
	near = words_nearest(value, row->words, row->word_count);
	if (near)
		return err_set(err, "--%s: there is no %s (did you mean \"%s\"?)", row->name,
			buf_str(&safe), near);
	return err_set(err, "--%s: there is no %s; it takes one of %s", row->name, buf_str(&safe),
		buf_str(&list));
}

static const struct {
	void (*clear)(const struct option_row *row, void *place);
	bool (*store)(
		const struct option_row *row, const char *value, void *place, struct err *err);
	bool takes_value;
} kinds[] = {
	[OPTION_FLAG] = { clear_flag, store_flag, false },
	[OPTION_TEXT] = { clear_text, store_text, true },
	[OPTION_NUMBER] = { clear_number, store_number, true },
	[OPTION_WORD] = { clear_word, store_word, true },
};

void options_clear(const struct option_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		kinds[set->rows[i].kind].clear(&set->rows[i], place_of(set, &set->rows[i]));
}

/* What is being read: the sets and the words that remain. */
struct reader {
	const struct option_set *sets;
	size_t set_count;
	char **argv;
	int at;
};

static const struct option_row *find_long(
	const struct reader *r, const char *name, size_t len, const struct option_set **set)
{
	for (size_t s = 0; s < r->set_count; s++)
		for (size_t i = 0; i < r->sets[s].count; i++) {
			const struct option_row *row = &r->sets[s].rows[i];

			if (strlen(row->name) == len && strncmp(row->name, name, len) == 0) {
				*set = &r->sets[s];
				return row;
			}
		}
	return NULL;
}

static const struct option_row *find_short(
	const struct reader *r, char letter, const struct option_set **set)
{
	for (size_t s = 0; s < r->set_count; s++)
		for (size_t i = 0; i < r->sets[s].count; i++)
			if (r->sets[s].rows[i].letter == letter) {
				*set = &r->sets[s];
				return &r->sets[s].rows[i];
			}
	return NULL;
}

static bool refuse_long(const struct reader *r, const char *name, size_t len, struct err *err)
{
	AUTO(freep) const char **names = NULL;
	AUTO(freep) char *word = xstrndup(name, min_size(len, 40));
	AUTO(buf_free) struct buf safe = { 0 };
	size_t count = 0, cap = 0;
	const char *near;

	for (size_t s = 0; s < r->set_count; s++)
		for (size_t i = 0; i < r->sets[s].count; i++) {
			grow(&names, &cap, count, sizeof *names);
			names[count++] = r->sets[s].rows[i].name;
		}
	text_safe_line(&safe, bytes_of(word));
	near = words_nearest(word, names, count);
	if (near)
		return err_set(
			err, "there is no option --%s (did you mean --%s?)", buf_str(&safe), near);
	return err_set(err, "there is no option --%s", buf_str(&safe));
}

static bool take(struct reader *r, const struct option_set *set, const struct option_row *row,
	const char *attached, struct err *err)
{
	const char *value = attached;

	if (!kinds[row->kind].takes_value && attached)
		return err_set(err, "--%s takes no value", row->name);
	if (kinds[row->kind].takes_value && !attached) {
		value = r->argv[r->at];
		if (!value)
			return err_set(err, "--%s wants its %s after it", row->name, row->value);
		r->at++;
	}
	return kinds[row->kind].store(row, value, place_of(set, row), err);
}

static bool take_long(struct reader *r, const char *word, struct err *err)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	const struct option_set *set;
	const struct option_row *row = find_long(r, word, len, &set);

	if (!row)
		return refuse_long(r, word, len, err);
	return take(r, set, row, equals ? equals + 1 : NULL, err);
}

/* "-q", "-qf FILE", "-fFILE" */
static bool take_short(struct reader *r, const char *word, struct err *err)
{
	for (; *word; word++) {
		const struct option_set *set;
		const struct option_row *row = find_short(r, *word, &set);

		if (!row) {
			AUTO(buf_free) struct buf safe = { 0 };

			text_safe_line(&safe, (struct bytes){ (const uint8_t *)word, 1 });
			return err_set(err, "there is no option -%s", buf_str(&safe));
		}
		if (kinds[row->kind].takes_value)
			return take(r, set, row, word[1] ? word + 1 : NULL, err);
		if (!take(r, set, row, NULL, err))
			return false;
	}
	return true;
}

bool options_parse(const struct option_set *sets, size_t set_count, char **argv, int *at,
	bool stop_at_word, char **words, struct err *err)
{
	struct reader r = { sets, set_count, argv, *at };
	bool only_words = false;
	size_t n = 0;

	while (argv[r.at]) {
		char *word = argv[r.at];
		bool is_option = !only_words && word[0] == '-' && word[1];

		if (!is_option && stop_at_word)
			break;
		r.at++;
		if (!is_option)
			words[n++] = word;
		else if (strcmp(word, "--") == 0)
			only_words = true;
		else if (!(word[1] == '-' ? take_long(&r, word + 2, err)
					  : take_short(&r, word + 1, err)))
			return false;
	}
	if (words)
		words[n] = NULL;
	*at = r.at;
	return true;
}

enum { HELP_LEFT = 24 }; /* where the sentences begin, if there is room for them there */

static void row_left(struct buf *out, const struct option_row *row)
{
	if (row->letter)
		buf_addf(out, "  -%c, --%s", row->letter, row->name);
	else
		buf_addf(out, "      --%s", row->name);
	if (kinds[row->kind].takes_value)
		buf_addf(out, " %s", row->value);
}

static void row_sentence(struct buf *out, const struct option_row *row)
{
	buf_add_str(out, row->help);
	for (size_t i = 0; i < row->word_count; i++)
		buf_addf(out, "%s%s", i ? ", " : ": ", row->words[i]);
}

void options_help(struct buf *out, const struct option_row *rows, size_t count, size_t columns)
{
	bool beside = columns >= HELP_LEFT + 30;

	for (size_t i = 0; i < count; i++) {
		AUTO(buf_free) struct buf left = { 0 };
		AUTO(buf_free) struct buf sentence = { 0 };
		AUTO(buf_free) struct buf wrapped = { 0 };
		AUTO(freep) char *indent = xasprintf("%*s", beside ? HELP_LEFT : 8, "");

		row_left(&left, &rows[i]);
		row_sentence(&sentence, &rows[i]);
		text_wrap(&wrapped, buf_str(&sentence), columns, indent);
		buf_add(out, left.data, left.len);
		if (beside && left.len < HELP_LEFT - 1) {
			/* the first line's indent gives way to the option */
			buf_pad(out, ' ', HELP_LEFT - left.len);
			buf_add_str(out, buf_str(&wrapped) + HELP_LEFT);
		} else {
			buf_add_char(out, '\n');
			buf_add_str(out, buf_str(&wrapped));
		}
	}
}
