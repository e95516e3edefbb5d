// SPDX-License-Identifier: MIT
#include "tui/markdown.h"

#include <cmark.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "timeline/calls.h"

struct writer {
	struct doc *doc;
	int indent; /* of the blocks inside lists and quotes */
	int first;  /* columns of the bullet already written on this line */
	enum role role;
	bool started; /* something stands above: a blank line is wanted before the next block */
	bool tight;
};

/* ---- manual pages: a word followed by its section, and not a call with a number such as close(3) or exit(1) */

static bool is_section(const char *name, char section)
{
	bool call = calls_find(name) < CALL_COUNT || !strcmp(name, "exit");

	return call ? section == '2' : strchr("23578", section) != NULL;
}

static size_t man_page(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_' || s[n] == '-')
		n++;
	if (n < 2 || s[n] != '(' || !isdigit((unsigned char)s[n + 1]) || s[n + 2] != ')')
		return 0;
	AUTO(freep) char *name = xstrndup(s, n);

	return is_section(name, s[n + 1]) ? n + 3 : 0;
}

static void add_text(struct writer *w, enum role role, const char *s)
{
	const char *plain = s;

	for (const char *at = s; *at; at++) {
		bool begins = at == s || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
		size_t n = begins ? man_page(at) : 0;

		if (!n)
			continue;
		AUTO(freep) char *before = xstrndup(plain, at - plain);
		AUTO(freep) char *page = xstrndup(at, n);

		doc_add(w->doc, role, before);
		doc_link_begin(w->doc, LINK_MAN, page, 0);
		doc_add(w->doc, ROLE_LINK, page);
		doc_link_end(w->doc);
		plain = at + n;
		at = plain - 1;
	}
	doc_add(w->doc, role, plain);
}

/* ---- inline */

static void inlines(struct writer *w, cmark_node *parent, enum role role);

static void one_inline(struct writer *w, cmark_node *n, enum role role)
{
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_TEXT: add_text(w, role, cmark_node_get_literal(n)); return;
	case CMARK_NODE_SOFTBREAK: doc_add(w->doc, role, " "); return;
	case CMARK_NODE_LINEBREAK: doc_line(w->doc, w->indent, w->indent, false); return;
	case CMARK_NODE_CODE: add_text(w, ROLE_CODE, cmark_node_get_literal(n)); return;
	case CMARK_NODE_EMPH: inlines(w, n, ROLE_EMPHASIS); return;
	case CMARK_NODE_STRONG: inlines(w, n, ROLE_STRONG); return;
	case CMARK_NODE_LINK: inlines(w, n, ROLE_LINK); return;
	default: inlines(w, n, role); return; /* HTML and pictures: their text, if any */
	}
}

static void inlines(struct writer *w, cmark_node *parent, enum role role)
{
	for (cmark_node *n = cmark_node_first_child(parent); n; n = cmark_node_next(n))
		one_inline(w, n, role);
}

/* ---- blocks */

static void blocks(struct writer *w, cmark_node *parent);

/* The line a block begins with: the rest of its bullet's, or a new one. */
static void begin(struct writer *w, int more, bool literal)
{
	if (w->first) {
		w->first = 0;
		return;
	}
	if (w->started && !w->tight)
		doc_blank(w->doc);
	doc_line(w->doc, w->indent + more, w->indent + more, literal);
	w->started = true;
}

static void heading(struct writer *w, cmark_node *n)
{
	begin(w, 0, false);
	inlines(w, n, cmark_node_get_heading_level(n) == 1 ? ROLE_TITLE : ROLE_HEADING);
}

/* Four columns in; less where the block needs the room of a narrow screen. */
static int code_indent(const char *text)
{
	enum { ROOM = 76, INDENT = 4 };
	int widest = 0;

	for (const char *s = text; *s;) {
		size_t len = strcspn(s, "\n");
		AUTO(freep) char *one = xstrndup(s, len);
		int width = text_width(one);

		widest = width > widest ? width : widest;
		s += len + (s[len] == '\n');
	}
	return widest + INDENT <= ROOM ? INDENT : widest < ROOM ? ROOM - widest : 0;
}

static void code(struct writer *w, cmark_node *n)
{
	const char *info = cmark_node_get_fence_info(n), *text = cmark_node_get_literal(n);
	int indent = w->indent + code_indent(text);

	if (w->started && !w->first)
		doc_blank(w->doc);
	w->started = true;
	w->first = 0;
	if (info && !strcmp(info, "c")) {
		doc_source(w->doc, text, 0, 0, indent);
		return;
	}
	for (const char *s = text; *s;) {
		size_t len = strcspn(s, "\n");
		AUTO(freep) char *one = xstrndup(s, len);

		doc_line(w->doc, indent, indent, true);
		doc_add(w->doc, ROLE_CODE, one);
		s += len + (s[len] == '\n');
	}
}

static void item(struct writer *w, cmark_node *n, int number)
{
	char bullet[16];
	int width;

	snprintf(bullet, sizeof bullet, number ? "%d. " : "- ", number);
	width = strlen(bullet);
	if (!w->first) {
		if (w->started && !w->tight)
			doc_blank(w->doc);
		doc_line(w->doc, w->indent, w->indent + width, false);
	}
	w->started = true;
	doc_add(w->doc, ROLE_ACCENT, bullet);
	w->first = width;
	w->indent += width;
	blocks(w, n);
	w->indent -= width;
	w->first = 0;
}

static void list(struct writer *w, cmark_node *n)
{
	bool was = w->tight, ordered = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST;
	int number = ordered ? cmark_node_get_list_start(n) : 0;

	if (w->started && !w->first && !w->tight)
		doc_blank(w->doc);
	w->tight = cmark_node_get_list_tight(n);
	if (!w->tight)
		w->started = false;
	for (cmark_node *i = cmark_node_first_child(n); i; i = cmark_node_next(i))
		item(w, i, ordered ? number++ : 0);
	w->tight = was;
}

static void quote(struct writer *w, cmark_node *n)
{
	begin(w, 0, false);
	doc_add(w->doc, ROLE_WARN, "| ");
	w->first = 2;
	w->indent += 2;
	blocks(w, n);
	w->indent -= 2;
	w->first = 0;
}

/* ---- tables: CommonMark has none, so a paragraph of lines between bars is read as one */

enum { CELLS_MAX = 8, TABLE_ROWS_MAX = 64 };

struct table {
	struct buf cells[TABLE_ROWS_MAX][CELLS_MAX];
	int row, cell, columns; /* cell -1: before the first bar */
	size_t width[CELLS_MAX];
};

static void table_text(struct table *t, const char *s)
{
	const char *start = s;

	for (; *s; s++)
		if (s[0] == '\\' &&
			s[1] == '|') /* in code, where it is the only way to write a bar */
			continue;
		else if (*s == '|' && !(s > start && s[-1] == '\\'))
			t->cell++;
		else if (t->cell >= 0 && t->cell < CELLS_MAX && t->row < TABLE_ROWS_MAX)
			buf_add(&t->cells[t->row][t->cell], s, 1);
}

static void table_inlines(struct table *t, cmark_node *parent)
{
	for (cmark_node *n = cmark_node_first_child(parent); n; n = cmark_node_next(n)) {
		const char *literal = cmark_node_get_literal(n);

		if (cmark_node_get_type(n) == CMARK_NODE_SOFTBREAK) {
			t->row++;
			t->cell = -1;
		} else if (literal)
			table_text(t, literal);
		else
			table_inlines(t, n);
	}
}

static void trim(struct buf *b)
{
	while (b->len && b->data[b->len - 1] == ' ')
		buf_cut(b, b->len - 1);
	while (b->len && b->data[0] == ' ')
		buf_drop_front(b, 1);
}

static bool is_rule(const struct buf *b)
{
	return b->len && strspn(buf_str(b), "-: ") == b->len;
}

static void table_measure(struct table *t)
{
	for (int r = 0; r <= t->row && r < TABLE_ROWS_MAX; r++)
		for (int c = 0; c < CELLS_MAX; c++) {
			struct buf *cell = &t->cells[r][c];

			trim(cell);
			if (cell->len && c >= t->columns)
				t->columns = c + 1;
			if (!is_rule(cell) && text_width(buf_str(cell)) > t->width[c])
				t->width[c] = text_width(buf_str(cell));
		}
}

static void table_write(struct writer *w, struct table *t)
{
	for (int r = 0; r <= t->row && r < TABLE_ROWS_MAX; r++) {
		size_t before = 0;

		if (is_rule(&t->cells[r][0]))
			continue;
		for (int c = 0; c + 1 < t->columns; c++)
			before += t->width[c] + 2;
		doc_line(w->doc, w->indent, w->indent + before, false);
		for (int c = 0; c < t->columns; c++) {
			const char *text = buf_str(&t->cells[r][c]);

			add_text(w, r == 0 ? ROLE_STRONG : ROLE_TEXT, text);
			if (c + 1 < t->columns)
				doc_addf(w->doc, ROLE_TEXT, "%*s",
					(int)(t->width[c] + 2 - text_width(text)), "");
		}
	}
}

static bool table(struct writer *w, cmark_node *n)
{
	cmark_node *first = cmark_node_first_child(n);
	const char *literal = first ? cmark_node_get_literal(first) : NULL;
	struct table *t;

	if (!literal || literal[0] != '|')
		return false;
	t = xcalloc(1, sizeof *t);
	t->cell = -1;
	table_inlines(t, n);
	table_measure(t);
	if (w->started && !w->first)
		doc_blank(w->doc);
	w->started = true;
	table_write(w, t);
	for (int r = 0; r < TABLE_ROWS_MAX; r++)
		for (int c = 0; c < CELLS_MAX; c++)
			buf_free(&t->cells[r][c]);
	free(t);
	return true;
}

static void block(struct writer *w, cmark_node *n)
{
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_HEADING: heading(w, n); return;
	case CMARK_NODE_CODE_BLOCK: code(w, n); return;
	case CMARK_NODE_LIST: list(w, n); return;
	case CMARK_NODE_BLOCK_QUOTE: quote(w, n); return;
	case CMARK_NODE_THEMATIC_BREAK:
		begin(w, 0, true);
		doc_add(w->doc, ROLE_BORDER, "--------");
		return;
	case CMARK_NODE_PARAGRAPH:
		if (table(w, n))
			return;
		begin(w, 0, false);
		inlines(w, n, w->role);
		return;
	default: blocks(w, n); return; /* raw HTML is not shown */
	}
}

static void blocks(struct writer *w, cmark_node *parent)
{
	for (cmark_node *n = cmark_node_first_child(parent); n; n = cmark_node_next(n))
		block(w, n);
}

void markdown_to_doc(struct doc *d, const char *text)
{
	cmark_node *root = cmark_parse_document(text, strlen(text), CMARK_OPT_DEFAULT);
	struct writer w = { .doc = d, .role = ROLE_TEXT };

	blocks(&w, root);
	cmark_node_free(root);
}
