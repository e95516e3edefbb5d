// SPDX-License-Identifier: MIT
#include "cli/markdown_plain.h"

#include <cmark.h>
#include <string.h>

#include "base/text.h"

/* The page so far. Blocks nest (a list in a quote), so what stands before a line grows and shrinks. */
struct page {
	struct buf *out;
	size_t columns;
	struct buf indent;
	const char *
		mark; /* of the list item that begins, put in place of the end of its first line's indent */
};

static void block(struct page *p, cmark_node *node);

/* Inline text: code and emphasis lose their marks, a link keeps its words. */
static void add_inline(struct buf *out, cmark_node *parent)
{
	for (cmark_node *n = cmark_node_first_child(parent); n; n = cmark_node_next(n)) {
		const char *text = cmark_node_get_literal(n);

		if (cmark_node_get_type(n) == CMARK_NODE_SOFTBREAK)
			buf_add_char(out, ' ');
		else if (cmark_node_get_type(n) == CMARK_NODE_LINEBREAK)
			buf_add_char(out, '\n');
		else if (cmark_node_get_type(n) == CMARK_NODE_CODE)
			buf_addf(out, "`%s`", text ? text : "");
		else if (text)
			buf_add_str(out, text);
		else
			add_inline(out, n);
	}
}

static void put_mark(struct page *p, size_t from)
{
	size_t len;

	if (!p->mark)
		return;
	len = strlen(p->mark);
	if (p->out->len >= from + p->indent.len && p->indent.len >= len)
		memcpy(p->out->data + from + p->indent.len - len, p->mark, len);
	p->mark = NULL;
}

static void add_paragraph(struct page *p, cmark_node *node)
{
	AUTO(buf_free) struct buf text = { 0 };
	size_t from = p->out->len;

	add_inline(&text, node);
	text_wrap(p->out, buf_str(&text), p->columns, buf_str(&p->indent));
	put_mark(p, from);
}

static void add_heading(struct page *p, cmark_node *node)
{
	add_paragraph(p, node);
	if (cmark_node_get_heading_level(node) == 1) {
		buf_pad(p->out, '=', min_size(p->columns, 40));
		buf_add_char(p->out, '\n');
	}
}

static void add_code(struct page *p, const char *text)
{
	size_t from = p->out->len;

	while (text && *text) {
		size_t len = strcspn(text, "\n");

		buf_addf(p->out, "%s    %.*s\n", buf_str(&p->indent), (int)len, text);
		text += len + (text[len] == '\n');
	}
	put_mark(p, from);
}

static void blocks(struct page *p, cmark_node *parent, bool tight)
{
	for (cmark_node *n = cmark_node_first_child(parent); n; n = cmark_node_next(n)) {
		block(p, n);
		if (cmark_node_next(n) && !tight)
			buf_add_char(p->out, '\n');
	}
}

static void add_list(struct page *p, cmark_node *list)
{
	bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	size_t width = ordered ? 4 : 2, before = p->indent.len;
	int number = cmark_node_get_list_start(list);

	for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
		AUTO(freep)
		char *mark = ordered ? xasprintf("%2d. ", number++ % 100) : xstrdup("- ");

		buf_pad(&p->indent, ' ', width);
		p->mark = mark;
		blocks(p, item, true);
		p->mark = NULL;
		buf_cut(&p->indent, before);
		if (cmark_node_next(item) && !cmark_node_get_list_tight(list))
			buf_add_char(p->out, '\n');
	}
}

static void add_quote(struct page *p, cmark_node *node)
{
	size_t before = p->indent.len;

	buf_add_str(&p->indent, "| ");
	blocks(p, node, false);
	buf_cut(&p->indent, before);
}

static void block(struct page *p, cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_HEADING)
		add_heading(p, node);
	else if (type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_HTML_BLOCK)
		add_code(p, cmark_node_get_literal(node));
	else if (type == CMARK_NODE_LIST)
		add_list(p, node);
	else if (type == CMARK_NODE_BLOCK_QUOTE)
		add_quote(p, node);
	else if (type == CMARK_NODE_THEMATIC_BREAK)
		buf_addf(p->out, "%s---\n", buf_str(&p->indent));
	else
		add_paragraph(p, node);
}

void markdown_plain(struct buf *out, const char *text, size_t columns)
{
	AUTO(buf_free) struct buf safe = { 0 };
	struct page page = { .out = out, .columns = columns };
	cmark_node *document;

	text_safe_str(&safe, text);
	document = cmark_parse_document(buf_str(&safe), safe.len, CMARK_OPT_DEFAULT);
	blocks(&page, document, false);
	cmark_node_free(document);
	buf_free(&page.indent);
}
