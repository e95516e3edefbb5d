// SPDX-License-Identifier: MIT
/* Naming an exercise or a lesson as people do: by number, by a file of its, by a word of its title. */
#include "course/course.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/text.h"
#include "base/words.h"

const struct exercise *course_first(const struct course *c)
{
	for (size_t i = 0; i < c->lesson_count; i++)
		if (c->lessons[i].exercise_count)
			return &c->lessons[i].exercises[0];
	return NULL;
}

const struct lesson *course_lesson_of(const struct course *c, const struct exercise *e)
{
	for (size_t i = 0; i < c->lesson_count; i++)
		for (size_t j = 0; j < c->lessons[i].exercise_count; j++)
			if (&c->lessons[i].exercises[j] == e)
				return &c->lessons[i];
	return NULL;
}

const struct exercise *course_next(const struct course *c, const struct exercise *after)
{
	const struct lesson *l = course_lesson_of(c, after), *end = c->lessons + c->lesson_count;

	if (!l)
		return NULL;
	if (after + 1 < l->exercises + l->exercise_count)
		return after + 1;
	while (++l < end)
		if (l->exercise_count)
			return l->exercises;
	return NULL;
}

/* ---- ways to name one. Each says how well a word fits; the best way that fits anybody decides. */

/* "9.1", "09.01" */
static bool is_number(const char *word, const char *id)
{
	int a, b, c, d, end = 0;

	return sscanf(word, "%9d.%9d%n", &a, &b, &end) == 2 && !word[end] &&
	       sscanf(id, "%9d.%9d", &c, &d) == 2 && a == c && b == d;
}

/* The name stands in the path of every file of the exercise, and of the learner's: .../09-echo/1-echo.c */
static bool is_in_path(const char *path, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = strstr(path, name); at; at = strstr(at + 1, name))
		if ((at == path || at[-1] == '/') && (!at[len] || at[len] == '/' || at[len] == '.'))
			return true;
	return false;
}

/* "1-echo", "1-echo.c" */
static bool is_file(const char *word, const char *name)
{
	const char *base = path_base(name);
	size_t len = strlen(base);

	return strncmp(word, base, len) == 0 &&
	       (!word[len] || strcmp(word + len, ".c") == 0 || strcmp(word + len, ".json") == 0);
}

static const char *after_number(const char *name)
{
	const char *dash = strchr(path_base(name), '-');

	return dash ? dash + 1 : path_base(name);
}

/* A whole word of a text, whatever its case. */
static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = strcasestr(text, word); at; at = strcasestr(at + 1, word))
		if ((at == text || !isalnum((unsigned char)at[-1])) &&
			!isalnum((unsigned char)at[len]))
			return true;
	return false;
}

static bool by_number(const struct exercise *e, const char *word)
{
	return is_number(word, e->id);
}

static bool by_path(const struct exercise *e, const char *word)
{
	return is_in_path(word, e->name);
}

static bool by_file(const struct exercise *e, const char *word)
{
	return is_file(word, e->name);
}

static bool by_short_name(const struct exercise *e, const char *word)
{
	return strcasecmp(after_number(e->name), word) == 0;
}

static bool by_word(const struct exercise *e, const char *word)
{
	return has_word(path_base(e->name), word) || has_word(e->title, word);
}

static bool (*const ways[])(const struct exercise *e, const char *word) = { by_number, by_path,
	by_file, by_short_name, by_word };

/* ---- refusals */

struct words {
	const char **list;
	size_t count, cap;
};

static void words_add(struct words *w, const char *word)
{
	grow(&w->list, &w->cap, w->count, sizeof *w->list);
	w->list[w->count++] = word;
}

static void words_free(struct words *w)
{
	free(w->list);
}

static const struct lesson *lesson_numbered(const struct course *c, const char *word)
{
	char *end;
	long number = strtol(word, &end, 10);

	for (size_t i = 0; i < c->lesson_count; i++)
		if (isdigit((unsigned char)*word) && strspn(word, "0123456789.") == strlen(word) &&
			(*end == '\0' || *end == '.') && c->lessons[i].number == number)
			return &c->lessons[i];
	return NULL;
}

static void refuse_in_lesson(const struct lesson *l, const char *word, struct err *err)
{
	AUTO(buf_free) struct buf list = { 0 };

	for (size_t i = 0; i < l->exercise_count; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", l->exercises[i].id);
	if (strchr(word, '.'))
		err_set(err, "there is no exercise %s: lesson %d has %s", word, l->number,
			list.len ? buf_str(&list) : "none");
	else
		err_set(err, "%s is a lesson: name one of its exercises (%s)", word,
			list.len ? buf_str(&list) : "it has none");
}

static void refuse_many(const struct course *c, const char *word,
	bool (*way)(const struct exercise *, const char *), struct err *err)
{
	AUTO(buf_free) struct buf list = { 0 };

	for (const struct exercise *e = course_first(c); e; e = course_next(c, e))
		if (way(e, word) && list.len < 400)
			buf_addf(&list, "%s%s (%s)", list.len ? ", " : "", e->id, e->name);
	err_set(err, "\"%s\" may be %s: give the number", word, buf_str(&list));
}

/* The nearest of everything that an exercise may be called. */
static void refuse_unknown(const struct course *c, const char *word, struct err *err)
{
	AUTO(words_free) struct words w = { 0 };
	AUTO(buf_free) struct buf shown = { 0 };
	const char *near;

	for (const struct exercise *e = course_first(c); e; e = course_next(c, e)) {
		words_add(&w, e->id);
		words_add(&w, e->name);
		words_add(&w, path_base(e->name));
		words_add(&w, after_number(e->name));
	}
	near = words_nearest(word, w.list, w.count);
	text_quote(&shown, bytes_of(word), 60);
	if (near)
		err_set(err, "there is no exercise %s (did you mean \"%s\"?)", buf_str(&shown),
			near);
	else
		err_set(err, "there is no exercise %s: `socklings list` shows them all",
			buf_str(&shown));
}

static size_t count_by(const struct course *c, const char *word,
	bool (*way)(const struct exercise *, const char *), const struct exercise **found)
{
	size_t n = 0;

	for (const struct exercise *e = course_first(c); e; e = course_next(c, e))
		if (way(e, word)) {
			*found = e;
			n++;
		}
	return n;
}

const struct exercise *course_find(const struct course *c, const char *word, struct err *err)
{
	const struct exercise *found = NULL;
	const struct lesson *lesson;

	for (size_t i = 0; i < ARRAY_LEN(ways) && *word; i++) {
		size_t n = count_by(c, word, ways[i], &found);

		if (n == 1)
			return found;
		if (n > 1) {
			refuse_many(c, word, ways[i], err);
			return NULL;
		}
	}
	lesson = lesson_numbered(c, word);
	if (lesson)
		refuse_in_lesson(lesson, word, err);
	else
		refuse_unknown(c, word, err);
	return NULL;
}

/* ---- lessons */

static bool lesson_is(const struct lesson *l, const char *word)
{
	const char *dash = strchr(l->name, '-');

	return strcmp(l->name, word) == 0 || (dash && strcasecmp(dash + 1, word) == 0);
}

static bool lesson_has(const struct lesson *l, const char *word)
{
	return has_word(l->name, word) || has_word(l->title, word);
}

static void refuse_lesson(const struct course *c, const char *word, struct err *err)
{
	AUTO(words_free) struct words w = { 0 };
	AUTO(buf_free) struct buf shown = { 0 };
	const char *near;

	for (size_t i = 0; i < c->lesson_count; i++) {
		const char *dash = strchr(c->lessons[i].name, '-');

		words_add(&w, c->lessons[i].name);
		if (dash)
			words_add(&w, dash + 1);
	}
	near = words_nearest(word, w.list, w.count);
	text_quote(&shown, bytes_of(word), 60);
	if (near)
		err_set(err, "there is no lesson %s (did you mean \"%s\"?)", buf_str(&shown), near);
	else
		err_set(err, "there is no lesson %s: `socklings list` shows them all",
			buf_str(&shown));
}

const struct lesson *course_find_lesson(const struct course *c, const char *word, struct err *err)
{
	const struct lesson *found = strchr(word, '.') ? NULL : lesson_numbered(c, word);
	size_t n = found != NULL;

	for (size_t i = 0; i < c->lesson_count && !n; i++)
		if (lesson_is(&c->lessons[i], word)) {
			found = &c->lessons[i];
			n = 1;
		}
	for (size_t i = 0; i < c->lesson_count && !found && *word; i++)
		if (lesson_has(&c->lessons[i], word))
			n++;
	for (size_t i = 0; i < c->lesson_count && !found && n == 1; i++)
		if (lesson_has(&c->lessons[i], word))
			found = &c->lessons[i];
	if (!found && n > 1)
		err_set(err, "more than one lesson is about \"%s\": give the number", word);
	else if (!found)
		refuse_lesson(c, word, err);
	return found;
}
