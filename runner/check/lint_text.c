// SPDX-License-Identifier: MIT
#include <cmark.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "check/lint_parts.h"

enum { TEXT_MAX = 1 << 20, WORDS_LEAST = 150 };

void lint_add(
	struct lint_result *r, enum lint_weight weight, const char *where, const char *fmt, ...)
{
	AUTO(freep) char *text = NULL;
	AUTO(buf_free) struct buf safe = { 0 };
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	text_safe_str(&safe, text);
	grow(&r->remarks, &r->cap, r->count, sizeof *r->remarks);
	r->remarks[r->count++] =
		(struct lint_remark){ weight, xstrdup(where), buf_take(&safe), NULL };
	r->problems += weight == LINT_PROBLEM;
}

void lint_result_free(struct lint_result *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->remarks[i].where);
		free(r->remarks[i].text);
		free(r->remarks[i].see);
	}
	free(r->remarks);
	*r = (struct lint_result){ 0 };
}

/* Length of the file that a refusal begins with, as in "lessons/x.json:3:1: this is not JSON"; 0 where it is a sentence from the beginning:
 * "cannot open lessons/x.json: ...". */
static size_t place_at(const char *line)
{
	size_t len = strcspn(line, ": ");

	return line[len] == ':' ? len : 0;
}

void lint_refusals(const char *lines, struct lint_result *out)
{
	while (*lines) {
		size_t len = strcspn(lines, "\n");
		AUTO(freep) char *line = xstrndup(lines, len);
		size_t name = place_at(line);
		AUTO(freep) char *where = xstrndup(line, name);

		lint_add(out, LINT_PROBLEM, where, "%s",
			name ? line + name + strspn(line + name, ": ") : line);
		lines += len + (lines[len] == '\n');
	}
}

/* ---- links and anchors */

static void add_text(struct buf *out, cmark_node *parent)
{
	for (cmark_node *n = cmark_node_first_child(parent); n; n = cmark_node_next(n)) {
		if (cmark_node_get_literal(n))
			buf_add_str(out, cmark_node_get_literal(n));
		add_text(out, n);
	}
}

/* "What they return" is linked to as "#what-they-return". */
static void slug_of(struct buf *out, cmark_node *heading)
{
	AUTO(buf_free) struct buf text = { 0 };

	add_text(&text, heading);
	for (const char *c = buf_str(&text); *c; c++)
		if (isalnum((unsigned char)*c) || *c == '-' || *c == '_')
			buf_add_char(out, (char)tolower((unsigned char)*c));
		else if (*c == ' ')
			buf_add_char(out, '-');
}

static bool has_heading(cmark_node *document, const char *slug)
{
	for (cmark_node *n = cmark_node_first_child(document); n; n = cmark_node_next(n)) {
		AUTO(buf_free) struct buf own = { 0 };

		if (cmark_node_get_type(n) != CMARK_NODE_HEADING)
			continue;
		slug_of(&own, n);
		if (strcmp(buf_str(&own), slug) == 0)
			return true;
	}
	return false;
}

static bool has_anchor_in(const char *path, const char *slug)
{
	AUTO(buf_free) struct buf text = { 0 };
	cmark_node *document;
	bool found;

	if (!file_read(path, TEXT_MAX, 0, &text, NULL))
		return false;
	document = cmark_parse_document(buf_str(&text), text.len, CMARK_OPT_DEFAULT);
	found = has_heading(document, slug);
	cmark_node_free(document);
	return found;
}

static void look_at_link(struct lint_result *r, const char *path, const char *where,
	cmark_node *document, const char *url)
{
	AUTO(freep) char *file = xstrndup(url, strcspn(url, "#"));
	AUTO(freep) char *dir = path_dir(path);
	AUTO(freep) char *target = path_join(dir, file);
	const char *anchor = strchr(url, '#');

	if (strstr(url, "://") || strncmp(url, "mailto:", 7) == 0 || strncmp(url, "man:", 4) == 0)
		return;
	if (*file && !file_exists(target) && !file_is_dir(target))
		lint_add(r, LINT_PROBLEM, where, "a link leads to %s, which is not there", file);
	else if (anchor &&
		 !(*file ? has_anchor_in(target, anchor + 1) : has_heading(document, anchor + 1)))
		lint_add(r, LINT_PROBLEM, where,
			"a link leads to %s, and no heading is called that", url);
}

void lint_links(struct lint_result *r, const char *path, const char *where, const char *text)
{
	cmark_node *document = cmark_parse_document(text, strlen(text), CMARK_OPT_DEFAULT);
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type type;

	while ((type = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(iter);
		cmark_node_type kind = cmark_node_get_type(n);

		if (type == CMARK_EVENT_ENTER &&
			(kind == CMARK_NODE_LINK || kind == CMARK_NODE_IMAGE))
			look_at_link(r, path, where, document, cmark_node_get_url(n));
	}
	cmark_iter_free(iter);
	cmark_node_free(document);
}

/* ---- lessons */

static size_t count_words(const char *text)
{
	size_t words = 0;

	while (*(text += strspn(text, " \t\n"))) {
		words++;
		text += strcspn(text, " \t\n");
	}
	return words;
}

static bool begins_with_heading(const char *text)
{
	return text[0] == '#' && text[1] == ' ';
}

void lint_lesson(const struct course *course, const struct lesson *l, struct lint_result *out)
{
	AUTO(freep) char *where = xasprintf("lessons/%s/lesson.md", l->name);
	AUTO(buf_free) struct buf text = { 0 };
	struct err err;

	(void)course;
	if (!file_read(l->text_path, TEXT_MAX, 0, &text, &err)) {
		lint_add(out, LINT_PROBLEM, where, "the lesson has no text: %s", err.text);
		return;
	}
	if (!begins_with_heading(buf_str(&text)))
		lint_add(out, LINT_PROBLEM, where, "it does not begin with a heading (\"# %s\")",
			l->title);
	if (!strstr(buf_str(&text), "\n## "))
		lint_add(out, LINT_PROBLEM, where,
			"it has no sections (lines that begin with \"## \")");
	if (count_words(buf_str(&text)) < WORDS_LEAST)
		lint_add(out, LINT_PROBLEM, where, "it has only %zu words: too few to learn from",
			count_words(buf_str(&text)));
	lint_links(out, l->text_path, where, buf_str(&text));
	if (!l->exercise_count)
		lint_add(out, LINT_ADVICE, where, "the lesson has no exercise");
}

/* ---- pages */

bool lint_next_place(const char **at, char *key)
{
	for (const char *s = *at; *s; s++) {
		size_t len;

		if (*s != '{')
			continue;
		if (s[1] == '{') { /* stands for one brace */
			s++;
			continue;
		}
		len = strspn(s + 1, "abcdefghijklmnopqrstuvwxyz_");
		if (len == 0 || len > 63 || s[1 + len] != '}')
			continue;
		memcpy(key, s + 1, len);
		key[len] = '\0';
		*at = s + 1 + len;
		return true;
	}
	return false;
}

static bool is_word_of(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += len)
		if ((at == list || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

static void look_at_page(
	const struct course *course, const struct mistake_rule *rule, struct lint_result *out)
{
	AUTO(freep) char *where = xasprintf("lessons/mistakes/%s.md", rule->id);
	AUTO(freep) char *path = path_join(course->dir, where);
	AUTO(buf_free) struct buf text = { 0 };
	const char *at;
	char key[64];
	struct err err;

	if (!file_read(path, TEXT_MAX, 0, &text, &err)) {
		lint_add(out, LINT_PROBLEM, where, "the mistake has no page: %s", err.text);
		return;
	}
	if (!begins_with_heading(buf_str(&text)))
		lint_add(out, LINT_PROBLEM, where, "it does not begin with a heading");
	lint_links(out, path, where, buf_str(&text));
	at = buf_str(&text);
	while (lint_next_place(&at, key))
		if (!is_word_of("line file call", key) &&
			!is_word_of(rule->keys ? rule->keys : "", key))
			lint_add(out, LINT_PROBLEM, where,
				"nothing fills {%s}; the rule gives line, file, call%s%s", key,
				rule->keys && *rule->keys ? " " : "", rule->keys ? rule->keys : "");
}

static void look_for_strays(const struct course *course, struct lint_result *out)
{
	AUTO(freep) char *dir = path_join(course->dir, "lessons/mistakes");
	AUTO(strv_freep) char **names = file_list(dir, NULL);

	for (char **name = names; name && *name; name++) {
		AUTO(freep) char *where = xasprintf("lessons/mistakes/%s", *name);
		AUTO(freep) char *id = xstrndup(*name, strcspn(*name, "."));
		bool known = false;

		for (size_t i = 0; i < mistake_rule_count; i++)
			known |= strcmp(mistake_rules[i].id, id) == 0;
		if (!known)
			lint_add(out, LINT_ADVICE, where,
				"no rule speaks of this mistake, so nobody will see the page");
	}
}

/* ---- programs that belong to nobody: a misspelt folder would never be missed */

static bool is_lesson(const struct course *course, const char *name)
{
	for (size_t i = 0; i < course->lesson_count; i++)
		if (strcmp(course->lessons[i].name, name) == 0)
			return true;
	return false;
}

static void look_for_lost_in(
	const struct course *course, const char *under, const char *lesson, struct lint_result *out)
{
	AUTO(freep) char *dir = xasprintf("%s/%s/%s", course->dir, under, lesson);
	AUTO(strv_freep) char **names = file_list(dir, NULL);

	for (size_t i = 0; names && names[i]; i++) {
		AUTO(freep) char *where = xasprintf("%s/%s/%s", under, lesson, names[i]);
		AUTO(freep)
		char *script = xasprintf("%s/lessons/%s/%.*s.json", course->dir, lesson,
			(int)strcspn(names[i], "."), names[i]);

		if (!file_exists(script))
			lint_add(
				out, LINT_PROBLEM, where, "no exercise of the lesson is called so");
	}
}

static void look_for_lost(const struct course *course, const char *under, struct lint_result *out)
{
	AUTO(freep) char *dir = path_join(course->dir, under);
	AUTO(strv_freep) char **names = file_is_dir(dir) ? file_list(dir, NULL) : NULL;

	for (size_t i = 0; names && names[i]; i++) {
		AUTO(freep) char *where = path_join(under, names[i]);

		if (is_lesson(course, names[i]))
			look_for_lost_in(course, under, names[i], out);
		else
			lint_add(out, LINT_PROBLEM, where, "no lesson is called so");
	}
}

/* A course may leave the teacher's words to others: then mistakes are told by their ids. */
void lint_pages(const struct course *course, struct lint_result *out)
{
	static const char *const homes[] = { "exercises", "solutions", "tests/wrong",
		"tests/right" };
	AUTO(freep) char *dir = path_join(course->dir, "lessons/mistakes");

	for (size_t i = 0; i < ARRAY_LEN(homes); i++)
		look_for_lost(course, homes[i], out);
	if (!file_is_dir(dir)) {
		lint_add(out, LINT_ADVICE, "lessons/mistakes",
			"there are no pages, so mistakes will be told by their names alone: copy "
			"those of "
			"the course that came with Socklings");
		return;
	}
	for (size_t i = 0; i < mistake_rule_count; i++)
		look_at_page(course, &mistake_rules[i], out);
	look_for_strays(course, out);
}
