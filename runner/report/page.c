// SPDX-License-Identifier: MIT
#include "report/page.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "report/call_words.h"

enum { PAGE_MAX = 64 << 10, KEY_MAX = 40 };

/* ---- evidence */

static char *place_of(const struct finding *f)
{
	AUTO(buf_free) struct buf place = { 0 };

	if (!f->event || !words_event_place(&place, f->event))
		buf_add_str(&place, "your program");
	return buf_take(&place);
}

static char *call_of(const struct finding *f, void (*say)(struct buf *, const struct event *))
{
	AUTO(buf_free) struct buf text = { 0 };

	if (!f->event || f->event->kind != EVENT_CALL)
		return NULL;
	say(&text, f->event);
	return buf_take(&text);
}

static void say_call(struct buf *out, const struct event *ev)
{
	words_call(out, &ev->call, CALL_WORDS_FULL);
}

static void say_result(struct buf *out, const struct event *ev)
{
	words_result(out, &ev->call, CALL_WORDS_FULL);
}

static void say_errno(struct buf *out, const struct event *ev)
{
	buf_addf(out, "%s (%s)", words_errno(ev->call.err), words_errno_text(ev->call.err));
}

char *page_evidence(const struct finding *f, const char *key)
{
	static const struct {
		const char *key;
		void (*say)(struct buf *out, const struct event *ev);
	} of_call[] = { { "call", say_call }, { "result", say_result }, { "errno", say_errno } };

	for (size_t i = 0; i < f->evidence_count; i++)
		if (strcmp(f->evidence[i].key, key) == 0)
			return xstrdup(f->evidence[i].value ? f->evidence[i].value : "");
	if (strcmp(key, "line") == 0)
		return place_of(f);
	for (size_t i = 0; i < ARRAY_LEN(of_call); i++)
		if (strcmp(of_call[i].key, key) == 0)
			return call_of(f, of_call[i].say);
	return NULL;
}

/* ---- places in braces */

/* The key of the place at s ("{key}"), copied; its length in the text, or 0 if there is no place. */
static size_t place_at(const char *s, char key[KEY_MAX])
{
	size_t len = strspn(s + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");

	if (*s != '{' || len == 0 || len >= KEY_MAX || s[len + 1] != '}')
		return 0;
	memcpy(key, s + 1, len);
	key[len] = '\0';
	return len + 2;
}

/* The line of a finding may be in a function that another line called. */
static void add_caller(struct buf *out, const struct finding *f)
{
	AUTO(buf_free) struct buf caller = { 0 };

	if (f->event && words_event_caller(&caller, f->event))
		buf_addf(out, " (%s)", buf_str(&caller));
}

/* Fills the places of a text; where there is no evidence, "...", and its key is told in `missing` (may be NULL). */
static char *filled(const char *s, const struct finding *f, struct buf *missing)
{
	AUTO(buf_free) struct buf out = { 0 };
	char key[KEY_MAX];

	while (*s) {
		size_t len = place_at(s, key);

		if (len) {
			AUTO(freep) char *value = page_evidence(f, key);

			if (!value && missing)
				buf_addf(missing, "%s\n", key);
			buf_add_str(&out, value ? value : "...");
			if (value && strcmp(key, "line") == 0)
				add_caller(&out, f);
			s += len;
			continue;
		}
		buf_add_char(&out, *s);
		s += s[0] == '{' && s[1] == '{' ? 2 : 1;
	}
	return buf_take(&out);
}

/* Places are filled in the parsed text, not in its source: evidence is never read as Markdown. */
static void fill_nodes(cmark_node *root, const struct finding *f, struct buf *missing)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type type;

	cmark_consolidate_text_nodes(root);
	while ((type = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const char *literal = cmark_node_get_literal(node);

		if (type == CMARK_EVENT_ENTER && literal) {
			AUTO(freep) char *text = filled(literal, f, missing);

			cmark_node_set_literal(node, text);
		}
	}
	cmark_iter_free(iter);
}

/* ---- the page */

static bool read_page(const char *path, char **title, char **text, struct err *err)
{
	AUTO(buf_free) struct buf content = { 0 };
	AUTO(buf_free) struct buf safe = { 0 };
	const char *s, *end;

	if (!file_read(path, PAGE_MAX, 0, &content, err))
		return false;
	text_safe(&safe, buf_bytes(&content));
	s = buf_str(&safe);
	if (strncmp(s, "# ", 2) != 0)
		return err_set(err, "%s: the first line should be \"# \" and a title", path);
	end = s + strcspn(s, "\n");
	*title = xstrndup(s + 2, end - s - 2);
	*text = xstrdup(*end ? end + 1 : end);
	return true;
}

static char *fill_markdown(const char *markdown, const struct finding *f, struct buf *missing)
{
	cmark_node *root = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
	char *made, *copy;

	fill_nodes(root, f, missing);
	made = cmark_render_commonmark(root, CMARK_OPT_DEFAULT, 0);
	copy = xstrdup(made ? made : "");
	free(made);
	cmark_node_free(root);
	return copy;
}

bool page_load(const char *course_dir, const struct finding *f, struct page *out, struct err *err)
{
	AUTO(freep) char *path = xasprintf("%s/lessons/mistakes/%s.md", course_dir, f->id);
	AUTO(freep) char *title = NULL;
	AUTO(freep) char *text = NULL;

	if (!read_page(path, &title, &text, err))
		return false;
	out->title = filled(title, f, NULL);
	out->text = fill_markdown(text, f, NULL);
	return true;
}

void page_free(struct page *p)
{
	free(p->title);
	free(p->text);
	*p = (struct page){ 0 };
}

bool page_check(const char *path, const struct finding *f, struct buf *missing, struct err *err)
{
	AUTO(freep) char *title = NULL;
	AUTO(freep) char *text = NULL;

	if (!read_page(path, &title, &text, err))
		return false;
	free(filled(title, f, missing));
	free(fill_markdown(text, f, missing));
	return true;
}

/* ---- Markdown as plain text */

enum { BULLET_MAX = 24 };
struct render {
	struct buf *out;
	size_t columns;
	const char *indent;	 /* of everything */
	struct buf margin;	 /* and what lists and quotes add to it */
	struct buf inlines;	 /* the paragraph in hand */
	char bullet[BULLET_MAX]; /* stands in the margin of the next paragraph */
	bool begun, tight;
};

static void blank_line(struct render *r)
{
	if (r->begun && !r->tight)
		buf_add_char(r->out, '\n');
	r->begun = true;
}

/* Writes the paragraph in hand; the bullet takes the last columns of its first line's margin. */
static void put_paragraph(struct render *r)
{
	AUTO(freep) char *margin = xasprintf("%s%s", r->indent, buf_str(&r->margin));
	size_t start, bullet = strlen(r->bullet), at = strlen(margin);

	blank_line(r);
	start = r->out->len;
	text_wrap(r->out, buf_str(&r->inlines), r->columns, margin);
	if (bullet && bullet <= at && start + at <= r->out->len)
		memcpy(r->out->data + start + at - bullet, r->bullet, bullet);
	r->bullet[0] = '\0';
	buf_cut(&r->inlines, 0);
}

/* A line of code: tabs become spaces, as far as the next column of eight. */
static void put_code_line(struct render *r, const char *code, size_t len)
{
	AUTO(buf_free) struct buf flat = { 0 };

	for (size_t i = 0; i < len; i++)
		if (code[i] == '\t')
			buf_pad(&flat, ' ', 8 - flat.len % 8);
		else
			buf_add_char(&flat, code[i]);
	if (len)
		buf_addf(r->out, "%s%s    ", r->indent, buf_str(&r->margin));
	text_safe_line(r->out, buf_bytes(&flat));
	buf_add_char(r->out, '\n');
}

static void put_code(struct render *r, const char *code)
{
	blank_line(r);
	while (*code) {
		size_t len = strcspn(code, "\n");

		put_code_line(r, code, len);
		code += len + (code[len] == '\n');
	}
}

/* "- " or "12. "; its length. */
static size_t bullet_of(cmark_node *item, char bullet[BULLET_MAX])
{
	cmark_node *list = cmark_node_parent(item);
	int n = cmark_node_get_list_start(list);

	for (cmark_node *i = cmark_node_previous(item); i; i = cmark_node_previous(i))
		n++;
	if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST)
		snprintf(bullet, BULLET_MAX, "%d. ", n);
	else
		snprintf(bullet, BULLET_MAX, "- ");
	return strlen(bullet);
}

static void enter_item(struct render *r, cmark_node *item)
{
	size_t width = bullet_of(item, r->bullet);

	r->tight = cmark_node_get_list_tight(cmark_node_parent(item)) && cmark_node_previous(item);
	buf_pad(&r->margin, ' ', width);
}

static void leave_margin(struct render *r, size_t width)
{
	buf_cut(&r->margin, r->margin.len - min_size(width, r->margin.len));
	r->tight = false;
}

static void enter_node(struct render *r, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE: text_safe_line(&r->inlines, bytes_of(literal)); break;
	case CMARK_NODE_SOFTBREAK: buf_add_char(&r->inlines, ' '); break;
	case CMARK_NODE_LINEBREAK: buf_add_char(&r->inlines, '\n'); break;
	case CMARK_NODE_CODE_BLOCK: put_code(r, literal); break;
	case CMARK_NODE_ITEM: enter_item(r, node); break;
	case CMARK_NODE_BLOCK_QUOTE: buf_add_str(&r->margin, "  "); break;
	default: break; /* emphasis and links say what their text says; HTML says nothing */
	}
}

static void leave_node(struct render *r, cmark_node *node)
{
	char bullet[BULLET_MAX];

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING: put_paragraph(r); break;
	case CMARK_NODE_ITEM: leave_margin(r, bullet_of(node, bullet)); break;
	case CMARK_NODE_BLOCK_QUOTE: leave_margin(r, 2); break;
	default: break;
	}
}

void page_render(struct buf *out, const char *markdown, size_t columns, const char *indent)
{
	struct render r = { .out = out, .columns = columns ? columns : 80, .indent = indent };
	cmark_node *root = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type type;

	while ((type = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		if (type == CMARK_EVENT_ENTER)
			enter_node(&r, cmark_iter_get_node(iter));
		else if (type == CMARK_EVENT_EXIT)
			leave_node(&r, cmark_iter_get_node(iter));
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
	buf_free(&r.margin);
	buf_free(&r.inlines);
}
