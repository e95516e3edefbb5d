// SPDX-License-Identifier: MIT
#include "tui/verdict_doc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "report/page.h"
#include "report/verdict_text.h"
#include "tui/markdown.h"

enum { UNWRAPPED = 4000, SOURCE_MAX = 1 << 20, AROUND = 2 };

static enum role role_of(enum outcome o)
{
	switch (o) {
	case OUTCOME_HELD: return ROLE_GOOD;
	case OUTCOME_BROKE: return ROLE_BAD;
	case OUTCOME_NOT_PLAYED: return ROLE_DIM;
	case OUTCOME_TOOL_ERROR: return ROLE_WARN;
	case OUTCOMES: break;
	}
	return ROLE_TEXT;
}

enum role verdict_doc_headline(
	const struct exercise *e, const struct check_result *r, struct buf *out)
{
	const struct verdict_text_options o = { .columns = UNWRAPPED };
	AUTO(buf_free) struct buf text = { 0 };

	verdict_headline(&text, e, r, &o);
	buf_add(out, buf_str(&text), strcspn(buf_str(&text), "\n"));
	return role_of(r->outcome);
}

/* ---- lines of the learner's program, as links */

/* Length of "echo.c:31" at the start of s, 0 if it is not of this file. */
static size_t place_at(const char *s, const char *name, int *line)
{
	size_t len = strlen(name);
	char *end;

	if (strncmp(s, name, len) != 0 || s[len] != ':' || !isdigit((unsigned char)s[len + 1]))
		return 0;
	*line = strtol(s + len + 1, &end, 10);
	return end - s;
}

static void add_linked(struct doc *d, enum role role, const char *text, const char *file)
{
	const char *plain = text, *name = path_base(file);

	for (const char *at = text; *at; at++) {
		int line;
		size_t n = place_at(at, name, &line);

		if (!n)
			continue;
		AUTO(freep) char *before = xstrndup(plain, at - plain);
		AUTO(freep) char *place = xstrndup(at, n);

		doc_add(d, role, before);
		doc_link_begin(d, LINK_SOURCE, file, line);
		doc_add(d, ROLE_LINK, place);
		doc_link_end(d);
		plain = at + n;
		at = plain - 1;
	}
	doc_add(d, role, plain);
}

/* Lines in which columns mean something: a caret, or what it points into. */
static bool is_literal(const char *line)
{
	const char *at = line + strspn(line, " ");

	at += strspn(at, "0123456789");
	return *at == '^' || (line[0] == ' ' && !strncmp(at + strspn(at, " "), "| ", 2));
}

/* Text that a report laid out: its own indents are kept, its lines wrap under themselves. */
static void add_lines(
	struct doc *d, enum role role, const struct buf *text, const char *file, bool literal)
{
	for (const char *s = buf_str(text); *s;) {
		size_t len = strcspn(s, "\n"), indent = min_size(strspn(s, " "), len);
		AUTO(freep) char *whole = xstrndup(s, len);
		const char *one = whole + indent;

		doc_line(d, indent, indent + 2, literal || is_literal(whole));
		add_linked(d, *one == '^' ? ROLE_BAD : role, one, file);
		s += len + (s[len] == '\n');
	}
}

/* ---- the parts */

static void add_source(struct doc *d, const char *file, int line)
{
	AUTO(buf_free) struct buf text = { 0 };
	const char *from, *to;
	int first = line - AROUND > 1 ? line - AROUND : 1;

	if (line <= 0 || !file_read(file, SOURCE_MAX, 0, &text, NULL))
		return;
	from = buf_str(&text);
	for (int i = 1; i < first && from; i++)
		from = strchr(from, '\n') ? strchr(from, '\n') + 1 : NULL;
	if (!from || !*from)
		return;
	to = from;
	for (int i = first; i <= line + AROUND && *to; i++)
		to += strcspn(to, "\n") + (to[strcspn(to, "\n")] == '\n');
	AUTO(freep) char *part = xstrndup(from, to - from);

	doc_blank(d);
	doc_source(d, part, first, line, 2);
}

static int line_of(const struct finding *f)
{
	const struct event *ev = f->event;

	if (ev && ev->kind == EVENT_CALL && ev->call.frame_count)
		return ev->call.frames[0].line;
	if (ev && ev->kind == EVENT_SANITIZER && ev->sanitizer.frame_count)
		return ev->sanitizer.frames[0].line;
	return 0;
}

static void add_title(struct doc *d, const struct course *c, const struct finding *f)
{
	struct page page = { 0 };
	struct err err;

	doc_line(d, 0, 2, false);
	if (page_load(c->dir, f, &page, &err))
		doc_add(d, ROLE_BAD, page.title);
	else
		doc_addf(d, ROLE_BAD, "The mistake: %s", f->id);
	page_free(&page);
}

static void add_finding(
	struct doc *d, const struct course *c, const struct finding *f, const char *file)
{
	struct page page = { 0 };
	struct err err;

	if (!page_load(c->dir, f, &page, &err))
		return;
	add_source(d, file, line_of(f));
	doc_blank(d);
	markdown_to_doc(d, page.text);
	doc_blank(d);
	doc_line(d, 0, 0, false);
	doc_addf(d, ROLE_DIM, "(%s)", f->id);
	page_free(&page);
}

/* The compiler refused a line that it named. */
static bool names_line(const struct check_result *r)
{
	for (size_t i = 0; r->compile.outcome != COMPILE_OK && i < timeline_count(r->compile.said);
		i++) {
		const struct event *ev = timeline_at(r->compile.said, i);

		if (ev->kind == EVENT_DIAGNOSTIC && ev->diagnostic.line > 0)
			return true;
	}
	return false;
}

void verdict_next_to_doc(struct doc *d, const struct check_result *r)
{
	static const char *const texts[] = {
		[OUTCOME_HELD] = "n goes on to the next exercise, s shows the solution beside "
				 "yours, t the ladder.",
		[OUTCOME_BROKE] =
			"e edits the file, t shows the ladder of this conversation, h gives "
			"a hint.",
		[OUTCOME_NOT_PLAYED] = "e edits the file, h gives a hint.",
		[OUTCOME_TOOL_ERROR] = "c tries it again.",
	};
	enum outcome o = r->outcome == OUTCOME_BROKE && !r->told ? OUTCOME_NOT_PLAYED : r->outcome;

	if (!doc_is_empty(d))
		doc_blank(d);
	doc_text(d, ROLE_DIM,
		names_line(r) ? "e edits the file at the line above, h gives a hint." : texts[o]);
}

static void add_compile(struct doc *d, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };

	verdict_compile_text(&text, e, r, o);
	add_lines(d, ROLE_TEXT, &text, o->file, false);
}

/* ---- wanted and got */

static int widest_line(const struct buf *text)
{
	int widest = 0;

	for (const char *s = buf_str(text); *s;) {
		size_t len = strcspn(s, "\n");
		AUTO(freep) char *one = xstrndup(s, len);
		int width = text_width(one);

		widest = width > widest ? width : widest;
		s += len + (s[len] == '\n');
	}
	return widest;
}

static void add_hex_line(struct doc *d, const char *label, const struct buf *b, size_t from,
	size_t to, size_t difference)
{
	doc_line(d, 2, 2, true);
	doc_addf(d, ROLE_DIM, "%-8s", label);
	for (size_t i = from; i < to && i < b->len; i++)
		doc_addf(d, i == difference ? ROLE_BAD : ROLE_CODE, "%02x ", (uint8_t)b->data[i]);
}

/* The bytes around the first that is another, by their numbers. */
static void add_hex(struct doc *d, const struct verdict *v, int columns)
{
	size_t shown = columns >= 64 ? 16 : 8, at = v->first_difference;
	size_t from = at > shown / 2 ? at - shown / 2 : 0;

	doc_blank(d);
	doc_line(d, 2, 2, false);
	doc_addf(d, ROLE_DIM, "The same in hexadecimal, from byte %zu:", from + 1);
	add_hex_line(d, "wanted", &v->expected, from, from + shown, at);
	add_hex_line(d, "got", &v->actual, from, from + shown, at);
	doc_line(d, (int)(2 + 8 + 3 * (at - from)), 2, true);
	doc_add(d, ROLE_BAD, "^^");
}

static void add_run(struct doc *d, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o, int columns)
{
	struct verdict_text_options narrow = *o;
	const struct verdict *v = &run->verdict;
	AUTO(buf_free) struct buf bytes = { 0 };
	AUTO(buf_free) struct buf doing = { 0 };
	char *caret;

	narrow.columns = columns;
	verdict_bytes_text(&bytes, e, run, &narrow);
	caret = bytes.len ? strstr(bytes.data, " ^ ") : NULL;
	if (widest_line(&bytes) > columns && caret) { /* what it points into is wrapped */
		while (caret > bytes.data && caret[-1] == ' ')
			caret--;
		buf_cut(&bytes, caret - bytes.data);
		caret = NULL;
	}
	add_lines(d, ROLE_TEXT, &bytes, o->file, caret != NULL);
	verdict_doing_text(&doing, &e->conversations[run->conversation], run, o);
	verdict_memory_text(&doing, run->timeline, o);
	verdict_complaints_text(&doing, &e->conversations[run->conversation], run, o);
	if (doing.len)
		doc_blank(d);
	add_lines(d, ROLE_TEXT, &doing, o->file, false);
	if (v->first_difference != SIZE_MAX && v->expected_exact && v->expected.len &&
		v->actual.len)
		add_hex(d, v, columns);
}

void verdict_to_doc(struct doc *d, const struct course *c, const struct exercise *e,
	const struct check_result *r, const char *file, int columns)
{
	struct verdict_text_options o = {
		.course_dir = c->dir, .file = file, .columns = UNWRAPPED
	};

	/* what is wrong stands first: of a small screen it may be all that is read */
	if (r->findings.count)
		add_title(d, c, &r->findings.list[0]);
	if (r->outcome == OUTCOME_TOOL_ERROR && r->tool_text)
		doc_text(d, ROLE_TEXT, r->tool_text);
	if (r->compile.outcome != COMPILE_OK || timeline_count(r->compile.said))
		add_compile(d, e, r, &o);
	if (r->told)
		add_run(d, e, r->told, &o, columns);
	for (size_t i = 0; i < r->findings.count && i < 3; i++) {
		if (i > 0) {
			doc_blank(d);
			add_title(d, c, &r->findings.list[i]);
		}
		add_finding(d, c, &r->findings.list[i], file);
	}
}
