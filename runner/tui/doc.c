// SPDX-License-Identifier: MIT
#include "tui/doc.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/highlight.h"

struct span {
	char *text;
	enum role role;
	int link;
};

struct line {
	struct span *spans;
	size_t count, cap;
	int indent, hang;
	bool literal;
};

struct doc {
	struct line *lines;
	size_t count, cap;
	struct doc_link *links;
	size_t link_count, link_cap;
	int open_link;
};

struct doc *doc_new(void)
{
	struct doc *d = xcalloc(1, sizeof *d);

	d->open_link = -1;
	return d;
}

void doc_free(struct doc *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->count; i++) {
		for (size_t k = 0; k < d->lines[i].count; k++)
			free(d->lines[i].spans[k].text);
		free(d->lines[i].spans);
	}
	for (size_t i = 0; i < d->link_count; i++)
		free(d->links[i].target);
	free(d->lines);
	free(d->links);
	free(d);
}

void doc_freep(struct doc **d)
{
	doc_free(*d);
	*d = NULL;
}

void doc_line(struct doc *d, int indent, int hang, bool literal)
{
	grow(&d->lines, &d->cap, d->count, sizeof *d->lines);
	d->lines[d->count++] = (struct line){ .indent = indent, .hang = hang, .literal = literal };
}

static void add_span(struct doc *d, enum role role, char *text)
{
	struct line *l;

	if (!d->count)
		doc_line(d, 0, 0, false);
	l = &d->lines[d->count - 1];
	grow(&l->spans, &l->cap, l->count, sizeof *l->spans);
	l->spans[l->count++] = (struct span){ text, role, d->open_link };
}

void doc_add(struct doc *d, enum role role, const char *text)
{
	struct buf safe = { 0 };

	for (; *text == '\t'; text++)
		buf_add_str(&safe, "    ");
	for (const char *tab; (tab = strchr(text, '\t')); text = tab + 1) {
		text_safe_line(&safe, (struct bytes){ (const uint8_t *)text, tab - text });
		buf_add_str(&safe, "    ");
	}
	text_safe_line(&safe, bytes_of(text));
	add_span(d, role, buf_take(&safe));
}

void doc_addf(struct doc *d, enum role role, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	doc_add(d, role, text);
	free(text);
}

void doc_link_begin(struct doc *d, enum link_kind kind, const char *target, int line)
{
	grow(&d->links, &d->link_cap, d->link_count, sizeof *d->links);
	d->open_link = d->link_count;
	d->links[d->link_count++] = (struct doc_link){ kind, xstrdup(target), line };
}

void doc_link_end(struct doc *d)
{
	d->open_link = -1;
}

void doc_text(struct doc *d, enum role role, const char *text)
{
	doc_line(d, 0, 0, false);
	doc_add(d, role, text);
}

void doc_blank(struct doc *d)
{
	doc_line(d, 0, 0, false);
}

size_t doc_line_count(const struct doc *d)
{
	return d->count;
}

bool doc_is_empty(const struct doc *d)
{
	return !d->count;
}

void doc_source(struct doc *d, const char *text, int first, int marked, int indent)
{
	struct highlighter h = { 0 };
	int number = first;

	while (*text) {
		size_t len = strcspn(text, "\n");
		AUTO(freep) char *one = xstrndup(text, len);

		doc_line(d, indent, indent, true);
		if (first)
			doc_addf(d, number == marked ? ROLE_BAD : ROLE_DIM, "%s%4d ",
				number == marked ? ">" : " ", number);
		for (const char *at = one; *at;) {
			enum role role;
			size_t n = highlight_next(&h, at, &role);
			AUTO(freep) char *token = xstrndup(at, n);

			doc_add(d, role, token);
			at += n;
		}
		text += len + (text[len] == '\n');
		number++;
	}
}

size_t doc_link_count(const struct doc *d)
{
	return d->link_count;
}

const struct doc_link *doc_link_at(const struct doc *d, size_t i)
{
	return &d->links[i];
}

/* ---- laying out: one walk serves drawing, measuring, finding and clicking */

struct walk {
	size_t want_line; /* whose row is asked for */
	int line_row;
	int cols, row, col;
	struct area area; /* drawn into where .canvas is set */
	int top;	  /* row of the doc at the area's first row */
	int aside, shift; /* columns that lines which are not wrapped are moved; 0 for the others */
	int widest;	  /* of those lines */
	int selected;	  /* link drawn as selected */
	int want_link;	  /* asked: the row of this link */
	int want_row, want_col; /* asked: the link at this place */
	const char *want_text;	/* asked: the next row from from_row that has this text */
	int from_row, step;
	int found; /* the answer, -1 */
};

static void put_word(struct walk *w, const struct span *s, const char *word, size_t len)
{
	AUTO(freep) char *text = xstrndup(word, len);
	int width = text_width(text), row = w->row - w->top, col = w->col - w->shift;

	if (w->area.canvas && row >= 0 && row < w->area.rows) {
		area_put(w->area, row, col, s->role, text);
		if (s->link >= 0 && s->link == w->selected)
			area_select(w->area, row, col, width);
	}
	if (s->link >= 0 && s->link == w->want_link && w->found < 0)
		w->found = w->row;
	if (s->link >= 0 && w->row == w->want_row && w->want_col >= col &&
		w->want_col < col + width)
		w->found = s->link;
	w->col += width;
}

static void new_row(struct walk *w, int indent)
{
	w->row++;
	w->col = indent;
}

/* How much of the spans from `k` on belongs to the word before them: nothing may be torn off it. */
static int glued_width(const struct line *l, size_t k)
{
	int width = 0;

	for (; k < l->count; k++) {
		size_t len = strcspn(l->spans[k].text, " ");
		AUTO(freep) char *part = xstrndup(l->spans[k].text, len);

		width += text_width(part);
		if (l->spans[k].text[len])
			break;
	}
	return width;
}

/* The bytes of a word that fit into the columns left; at least one character. */
static size_t fitting(const char *word, size_t len, int cols)
{
	size_t at = 0;
	int width = 0;

	while (at < len) {
		size_t n = text_char((const uint8_t *)word + at, len - at);
		AUTO(freep) char *one = xstrndup(word + at, n ? n : 1);

		width += text_width(one);
		if (width > cols && at > 0)
			break;
		at += n ? n : 1;
	}
	return at;
}

/* A word longer than a row goes on in the next. */
static void put_long(
	struct walk *w, const struct line *l, const struct span *s, const char *word, size_t len)
{
	AUTO(freep) char *whole = xstrndup(word, len);

	if (w->col + (int)text_width(whole) <= w->cols) {
		put_word(w, s, word, len);
		return;
	}
	while (len) {
		size_t n = fitting(word, len, w->cols - w->col);

		put_word(w, s, word, n);
		word += n;
		len -= n;
		if (len)
			new_row(w, l->hang);
	}
}

static bool ends_in_space(const struct span *s)
{
	size_t len = strlen(s->text);

	return len == 0 || s->text[len - 1] == ' ';
}

static void walk_span(struct walk *w, const struct line *l, size_t k)
{
	const struct span *s = &l->spans[k];
	bool glued = k > 0 && !ends_in_space(&l->spans[k - 1]);

	for (const char *at = s->text; *at;) {
		size_t spaces = strspn(at, " "), len = strcspn(at + spaces, " ");
		AUTO(freep) char *word = xstrndup(at, spaces + len);
		int width = text_width(word) + (at[spaces + len] ? 0 : glued_width(l, k + 1));
		bool may_break = !l->literal && len && w->col > l->hang && (spaces || !glued);

		if (may_break && w->col + width > w->cols) {
			new_row(w, l->hang);
			put_long(w, l, s, at + spaces, len);
		} else if (l->literal)
			put_word(w, s, at, spaces + len);
		else
			put_long(w, l, s, at, spaces + len);
		at += spaces + len;
		glued = false;
	}
}

static bool line_has(const struct line *l, const char *text)
{
	AUTO(buf_free) struct buf all = { 0 };

	for (size_t i = 0; i < l->count; i++)
		buf_add_str(&all, l->spans[i].text);
	return strcasestr(buf_str(&all), text) != NULL;
}

static void look_for_text(struct walk *w, const struct line *l)
{
	bool ahead = w->step > 0 ? w->row > w->from_row && w->found < 0 : w->row < w->from_row;

	if (ahead && line_has(l, w->want_text))
		w->found = w->row;
}

/* A line that is not wrapped says so where it goes on out of sight. */
static void end_literal(struct walk *w)
{
	int row = w->row - w->top;

	w->widest = w->col > w->widest ? w->col : w->widest;
	if (!w->area.canvas || row < 0)
		return;
	if (w->col - w->shift > w->cols)
		area_put(
			w->area, row, w->cols - 1, ROLE_DIM, canvas_sign(w->area.canvas, "…", "~"));
	if (w->shift && w->col > 0)
		area_put(w->area, row, 0, ROLE_DIM, canvas_sign(w->area.canvas, "…", "~"));
}

/* Returns how many rows the doc takes. */
static int walk_doc(struct walk *w, const struct doc *d)
{
	w->row = -1;
	for (size_t i = 0; i < d->count; i++) {
		const struct line *l = &d->lines[i];

		new_row(w, l->indent);
		if (i == w->want_line)
			w->line_row = w->row;
		w->shift = l->literal ? w->aside : 0;
		if (w->want_text)
			look_for_text(w, l);
		for (size_t k = 0; k < l->count; k++)
			walk_span(w, l, k);
		if (l->literal)
			end_literal(w);
	}
	return w->row + 1;
}

static struct walk asking(const struct pager *p)
{
	return (struct walk){ .cols = p->cols,
		.aside = p->aside,
		.selected = -1,
		.want_link = -1,
		.want_row = -1,
		.found = -1 };
}

int doc_draw(const struct doc *d, struct area a)
{
	struct walk w = { .cols = a.cols,
		.selected = -1,
		.want_link = -1,
		.want_row = -1,
		.found = -1,
		.area = a };
	int rows = walk_doc(&w, d);

	return rows < a.rows ? rows : a.rows;
}

/* ---- the pager */

void pager_set(struct pager *p, const struct doc *doc)
{
	p->doc = doc;
	if (!p->cols)
		p->cols = 80;
	if (p->link >= (int)(doc ? doc_link_count(doc) : 0) || p->top == 0)
		p->link = -1;
	p->found = -1;
}

void pager_free(struct pager *p)
{
	free(p->search);
	*p = (struct pager){ 0 };
}

static void keep_in_range(struct pager *p)
{
	int last = p->rows - p->height;

	if (p->top > last)
		p->top = last;
	if (p->top < 0)
		p->top = 0;
}

void pager_draw(struct pager *p, struct area a)
{
	struct walk w;
	int bar = a.cols > 1;

	p->height = a.rows;
	p->cols = a.cols - 2 * bar;
	if (!p->doc)
		return;
	w = asking(p);
	p->rows = walk_doc(&w, p->doc);
	p->widest = w.widest;
	keep_in_range(p);
	w = asking(p);
	w.area = area_part(a, 0, 0, a.rows, p->cols);
	w.top = p->top;
	w.selected = p->link;
	walk_doc(&w, p->doc);
	if (p->search && p->found >= p->top && p->found < p->top + a.rows)
		area_put(a, p->found - p->top, p->cols, ROLE_WARN, canvas_sign(a.canvas, "◂", "<"));
	if (p->rows > a.rows && bar) {
		int at = p->top * (a.rows - 1) / (p->rows - a.rows);

		area_put(a, at, a.cols - 1, ROLE_ACCENT, canvas_sign(a.canvas, "┃", "|"));
	}
}

void pager_scroll(struct pager *p, int rows)
{
	p->top += rows;
	keep_in_range(p);
}

void pager_aside(struct pager *p, int cols)
{
	int most = p->widest > p->cols ? p->widest - p->cols : 0;

	p->aside += cols;
	p->aside = p->aside > most ? most : p->aside;
	p->aside = p->aside < 0 ? 0 : p->aside;
}

void pager_to(struct pager *p, bool end)
{
	p->top = end ? p->rows : 0;
	keep_in_range(p);
}

void pager_to_line(struct pager *p, size_t line)
{
	struct walk w = asking(p);

	if (!p->doc)
		return;
	w.want_line = line;
	p->rows = walk_doc(&w, p->doc);
	p->top = w.line_row;
	keep_in_range(p);
}

static void show_row(struct pager *p, int row)
{
	if (row >= 0 && (row < p->top || row >= p->top + p->height))
		p->top = row - p->height / 3;
	keep_in_range(p);
}

void pager_next_link(struct pager *p, int step)
{
	int count = p->doc ? doc_link_count(p->doc) : 0;
	struct walk w = asking(p);

	if (!count)
		return;
	p->link = p->link < 0 ? (step > 0 ? 0 : count - 1) : (p->link + step + count) % count;
	w.want_link = p->link;
	walk_doc(&w, p->doc);
	show_row(p, w.found);
}

const struct doc_link *pager_link(const struct pager *p)
{
	return p->doc && p->link >= 0 && p->link < (int)doc_link_count(p->doc)
		       ? doc_link_at(p->doc, p->link)
		       : NULL;
}

int pager_link_at(const struct pager *p, int row, int col)
{
	struct walk w = asking(p);

	if (!p->doc)
		return -1;
	w.want_row = p->top + row;
	w.want_col = col;
	walk_doc(&w, p->doc);
	return w.found;
}

bool pager_search(struct pager *p, const char *text, int step)
{
	struct walk w = asking(p);

	if (!p->doc || !*text)
		return false;
	if (text != p->search) {
		free(p->search);
		p->search = xstrdup(text);
	}
	w.want_text = text;
	w.step = step;
	w.from_row = p->found >= 0 ? p->found : p->top - 1;
	walk_doc(&w, p->doc);
	if (w.found < 0)
		return false;
	p->found = w.found;
	show_row(p, w.found);
	return true;
}
