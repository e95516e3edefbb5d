// SPDX-License-Identifier: MIT
#include "report/svg.h"

#include <string.h>

#include "base/text.h"
#include "report/call_words.h"

/* Pixels. A character of the fixed-width font is taken to be CHAR wide. */
enum {
	ROW = 22,
	CHAR = 8,
	TOP = 64,
	PLACE_X = 12,
	CALL_X = 108,
	RESULT_X = 372,
	WIRE_X = 400,
	WIRE_END_X = 640,
	ACTOR_X = 652,
	WIDTH = 940,
};

// clang-format off
/* The two grounds; a role is a class. Plain colours, no variables: not everything that shows an SVG knows them. */
static const char style[] =
	"<style>\n"
	"text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre; }\n"
	".title { font-weight: bold; }\n"
	".ground { fill: #ffffff; }\n"
	"line { stroke: #6e7781; stroke-width: 1.5; } path { fill: #6e7781; } text.dim { fill: #6e7781; }\n"
	"line.lane { stroke: #d0d7de; } line.seen { stroke-dasharray: 4 3; }\n"
	"line.data { stroke: #0550ae; } path.data, text.data { fill: #0550ae; }\n"
	"line.bad { stroke: #b42318; } path.bad, text.bad { fill: #b42318; } text.good { fill: #116329; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"text { fill: #e6edf3; } .ground { fill: #0d1117; }\n"
	"line { stroke: #8d96a0; } path { fill: #8d96a0; } text.dim { fill: #8d96a0; } line.lane { stroke: #30363d; }\n"
	"line.data { stroke: #79c0ff; } path.data, text.data { fill: #79c0ff; }\n"
	"line.bad { stroke: #ff7b72; } path.bad, text.bad { fill: #ff7b72; } text.good { fill: #7ee787; }\n"
	"}\n"
	"</style>\n";
// clang-format on

static const char *const classes[] = {
	[LADDER_CALL] = "",
	[LADDER_CALL_FAILED] = "bad",
	[LADDER_CALL_WAITING] = "dim",
	[LADDER_PACKET] = "dim",
	[LADDER_PACKET_DATA] = "data",
	[LADDER_PACKET_RESET] = "bad",
	[LADDER_MOVE] = "",
	[LADDER_OUTPUT] = "good",
	[LADDER_STATE] = "dim",
	[LADDER_SIGNAL] = "bad",
	[LADDER_STEP] = "dim",
	[LADDER_BROKEN] = "bad",
	[LADDER_NOTE] = "dim",
};
_Static_assert(ARRAY_LEN(classes) == LADDER_ROLES, "a class for every role");

static void escaped(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '&')
			buf_add_str(out, "&amp;");
		else if (*s == '<')
			buf_add_str(out, "&lt;");
		else if (*s == '>')
			buf_add_str(out, "&gt;");
		else if (*s == '"')
			buf_add_str(out, "&quot;");
		else
			buf_add_char(out, *s);
	}
}

enum anchor { START, MIDDLE, END };

/* A text of at most `columns` characters. */
static void text(struct buf *out, int x, int y, enum anchor anchor, const char *class,
	const char *s, size_t columns)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	AUTO(buf_free) struct buf cut = { 0 };

	if (!*s)
		return;
	while (*s && text_width(buf_str(&cut)) < columns) {
		size_t n = text_char((const uint8_t *)s, strlen(s));

		buf_add(&cut, s, n ? n : 1);
		s += n ? n : 1;
	}
	if (*s)
		buf_add_str(&cut, "…");
	buf_addf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" class=\"%s\">", x, y,
		anchors[anchor], class);
	escaped(out, buf_str(&cut));
	buf_add_str(out, "</text>\n");
}

static void line(struct buf *out, int x1, int y1, int x2, int y2, const char *class)
{
	buf_addf(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"%s\"/>\n", x1, y1, x2,
		y2, class);
}

static void arrow(struct buf *out, const struct ladder_row *r, int y, bool seen)
{
	int middle = (WIRE_X + WIRE_END_X) / 2, half = text_width(r->label) * CHAR / 2 + 6;
	const char *role = r->role == LADDER_MOVE ? "" : classes[r->role];
	AUTO(freep) char *class = xasprintf("%s%s", role, seen ? "" : " seen");
	bool right = r->arrow == LADDER_RIGHT;
	int tip = right ? WIRE_END_X - 2 : WIRE_X + 2, back = right ? tip - 9 : tip + 9;

	half = half > 100 ? 100 : half;
	line(out, right ? WIRE_X : back, y - 4, middle - half, y - 4, class);
	line(out, middle + half, y - 4, right ? back : WIRE_END_X, y - 4, class);
	buf_addf(out, "<path d=\"M%d %d L%d %d L%d %d Z\" class=\"%s\"/>\n", tip, y - 4, back,
		y - 9, back, y + 1, role);
	text(out, middle, y, MIDDLE, role, r->label, 23);
}

static void wire(struct buf *out, const struct ladder *l, const struct ladder_row *r, int y)
{
	bool called = *r->call || *r->place;

	if (r->arrow == LADDER_LEFT || r->arrow == LADDER_RIGHT)
		arrow(out, r, y, l->packets_seen || r->role != LADDER_MOVE);
	else if (*r->label)
		text(out, (WIRE_X + WIRE_END_X) / 2, y, MIDDLE, classes[r->role], r->label, 28);
	else if (called)
		text(out, WIRE_X + 10, y, START, "dim", r->near_state, 26);
}

static const char *call_class(const struct ladder_row *r)
{
	bool is_call = r->role == LADDER_CALL_FAILED || r->role == LADDER_CALL_WAITING ||
		       r->role == LADDER_OUTPUT || r->role == LADDER_SIGNAL ||
		       r->role == LADDER_STATE;

	return is_call ? classes[r->role] : "";
}

static void program(struct buf *out, const struct ladder_row *r, int y)
{
	const char *class = call_class(r);
	bool waits = r->role == LADDER_CALL_WAITING;

	if (!*r->call && !*r->place) {
		text(out, WIRE_X - 12, y, END, "dim", r->near_state, 40);
		return;
	}
	text(out, PLACE_X, y, START, "dim", r->place, 11);
	text(out, *r->place ? CALL_X : PLACE_X, y, START, class, r->call, *r->result ? 30 : 44);
	if (*r->result) {
		AUTO(freep) char *result = xasprintf("%s%s", waits ? "" : "= ", r->result);

		text(out, waits || r->role == LADDER_CALL_FAILED ? WIRE_X - 12 : RESULT_X, y,
			waits || r->role == LADDER_CALL_FAILED ? END : MIDDLE, class, result, 16);
	}
}

static void actor(struct buf *out, const struct ladder *l, const struct ladder_row *r, int y)
{
	const char *said = *r->actor_text ? r->actor_text : r->far_state;
	bool named = *said && r->actor > 0 && l->actors > 1 && (size_t)r->actor <= l->actors;
	AUTO(freep)
	char *words = xasprintf("%s%s%s%s", r->broken && *said ? "✗ " : "",
		named ? l->names[r->actor] : "", named ? ": " : "", said);

	text(out, ACTOR_X, y, START,
		r->broken	 ? "bad"
		: *r->actor_text ? ""
				 : "dim",
		words, (WIDTH - ACTOR_X) / CHAR - 1);
}

static void row(struct buf *out, const struct ladder *l, const struct ladder_row *r, int y)
{
	if (r->role == LADDER_BROKEN) {
		AUTO(freep)
		char *words = xasprintf(
			"%s %s", r->part > 1 ? " " : "✗", *r->actor_text ? r->actor_text : r->call);

		text(out, PLACE_X, y, START, "bad title", words, WIDTH / CHAR - 3);
		return;
	}
	program(out, r, y);
	wire(out, l, r, y);
	actor(out, l, r, y);
}

static void heading(struct buf *out, const struct ladder *l, const struct timeline *tl)
{
	const struct run_event *run = timeline_run(tl);
	AUTO(buf_free) struct buf title = { 0 };
	AUTO(buf_free) struct buf actors = { 0 };

	if (run)
		words_run(&title, run, " · ");
	for (size_t i = 1; i <= l->actors; i++)
		if ((int)i != l->left)
			buf_addf(&actors, "%s%s", actors.len ? ", " : "", l->names[i]);
	text(out, PLACE_X, 24, START, "title", buf_str(&title), WIDTH / CHAR - 3);
	text(out, PLACE_X, 50, START, "dim", l->left_name, 40);
	text(out, (WIRE_X + WIRE_END_X) / 2, 50, MIDDLE, "dim", l->packets_seen ? "wire" : "talk",
		20);
	text(out, ACTOR_X, 50, START, "dim", buf_str(&actors), 30);
}

/* The lanes run through all rows but those that need the whole width. */
static void lanes(struct buf *out, const struct ladder *l)
{
	for (size_t i = 0; i < l->count; i++) {
		int y = TOP + i * ROW;

		if (l->rows[i].role == LADDER_BROKEN)
			continue;
		line(out, WIRE_X, y - 6, WIRE_X, y + ROW - 6, "lane");
		line(out, WIRE_END_X, y - 6, WIRE_END_X, y + ROW - 6, "lane");
	}
}

void svg_write(struct buf *out, const struct ladder *l, const struct timeline *tl)
{
	int height = TOP + l->count * ROW + 12;

	buf_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\" role=\"img\">\n",
		WIDTH, height, WIDTH, height);
	buf_add_str(out, "<title>");
	escaped(out, l->left_name);
	buf_add_str(out, " and what passed on the wire</title>\n");
	buf_add_str(out, style);
	buf_addf(out, "<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n", WIDTH, height);
	heading(out, l, tl);
	lanes(out, l);
	for (size_t i = 0; i < l->count; i++)
		row(out, l, &l->rows[i], TOP + i * ROW + 10);
	buf_add_str(out, "</svg>\n");
}
