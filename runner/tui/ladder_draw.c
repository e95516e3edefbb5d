// SPDX-License-Identifier: MIT
#include "tui/ladder_draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/call_words.h"

enum { THREE_LANES_FROM = 60, STATES_FROM = 110, PLACE_MAX = 14, PLACE_MAX_WIDE = 22, STATE = 13 };

/* ---- columns: the program, the wire, the actors */

struct columns {
	int left, wire, right; /* widths; the wire's bars included */
	int place;	       /* of the left: where the line of code stands */
	bool line_only;	       /* without the file */
	int state; /* a column of their own for states, at the end of left and right; 0: none */
};

/* The line number is what matters of a place: a long file name is cut, not its end. */
static const char *line_part(const char *place)
{
	const char *colon = strrchr(place, ':');

	return colon ? colon : place;
}

/* Where all lines are of one file, narrow lanes tell only the lines, and the heading tells the file. */
static const char *only_file(const struct ladder *l, size_t *len)
{
	const char *file = NULL;

	for (size_t i = 0; i < l->count; i++) {
		const char *place = l->rows[i].place;
		size_t n = line_part(place) - place;

		if (!*place)
			continue;
		if (file && (n != *len || strncmp(file, place, n) != 0))
			return NULL;
		file = place;
		*len = n;
	}
	return file;
}

static int widest_place(const struct ladder *l, bool line_only)
{
	int widest = 0;

	for (size_t i = 0; i < l->count; i++) {
		const char *place = l->rows[i].place;
		int width = text_width(line_only ? line_part(place) : place);

		widest = width > widest ? width : widest;
	}
	return widest;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static struct columns columns_of(const struct ladder *l, int cols)
{
	struct columns c = { 0 };
	size_t len = 0;

	c.state = cols >= STATES_FROM ? STATE : 0;
	c.wire = cols >= 100 ? 30 : cols >= 76 ? 24 : 18;
	c.right = cols >= 100 ? (cols - c.wire) / 3 + c.state / 3 : cols / 4 - 1;
	c.line_only = cols < 100 && only_file(l, &len);
	if (c.line_only) /* what the file's name leaves free: at 80, "sees the end TIME_WAIT" is whole */
		c.right += 4;
	c.left = cols - c.wire - c.right;
	c.place = least(widest_place(l, c.line_only), cols >= 100 ? PLACE_MAX_WIDE : PLACE_MAX) + 2;
	if (c.place > c.left / 3 + 2)
		c.place = c.left / 3 + 2;
	return c;
}

static const struct {
	enum role call, wire;
} roles[] = {
	[LADDER_CALL] = { ROLE_YOU, ROLE_WIRE },
	[LADDER_CALL_FAILED] = { ROLE_BAD, ROLE_WIRE },
	[LADDER_CALL_WAITING] = { ROLE_WARN, ROLE_WIRE },
	[LADDER_PACKET] = { ROLE_YOU, ROLE_WIRE },
	[LADDER_PACKET_DATA] = { ROLE_YOU, ROLE_ACCENT },
	[LADDER_PACKET_RESET] = { ROLE_YOU, ROLE_BAD },
	[LADDER_MOVE] = { ROLE_TEXT, ROLE_WIRE },
	[LADDER_OUTPUT] = { ROLE_STRING, ROLE_WIRE },
	[LADDER_STATE] = { ROLE_DIM, ROLE_DIM },
	[LADDER_SIGNAL] = { ROLE_BAD, ROLE_WIRE },
	[LADDER_STEP] = { ROLE_DIM, ROLE_DIM },
	[LADDER_BROKEN] = { ROLE_BAD, ROLE_BAD },
	[LADDER_NOTE] = { ROLE_DIM, ROLE_DIM },
};
_Static_assert(ARRAY_LEN(roles) == LADDER_ROLES, "colours for every kind of row");

/* ---- the program's lane */

static void draw_place(struct area a, const char *place)
{
	const char *line = line_part(place);
	int tail = text_width(line), width = text_width(place);

	if (width <= a.cols || tail + 2 > a.cols) {
		area_put(a, 0, a.cols - tail >= 0 ? 0 : a.cols - tail, ROLE_DIM,
			width <= a.cols ? place : line);
		return;
	}
	area_put_cut(a, 0, 0, a.cols - tail, ROLE_DIM, place);
	area_put(a, 0, a.cols - tail, ROLE_DIM, line);
}

static char *result_text(const struct ladder_row *r)
{
	if (!*r->result)
		return xstrdup("");
	return xasprintf("%s%s", r->role == LADDER_CALL_WAITING ? "" : "= ", r->result);
}

static bool has_call(const struct ladder_row *r)
{
	return *r->call || *r->place || *r->result;
}

static void draw_call(struct area a, const struct ladder_row *r, const struct columns *c)
{
	enum role role = roles[r->role].call;
	AUTO(freep) char *whole = result_text(r);
	int place = c->place, half = (a.cols - place) / 2, end = a.cols - 1;
	/* "...waiting" is a word, and does without its dots before it is cut */
	const char *result = (int)text_width(whole) > half ? whole + strspn(whole, ".") : whole;
	int width = least(text_width(result), half);
	int room = end - place - 1 - width - (width > 0);

	if (*r->place)
		draw_place(area_part(a, 0, 1, 1, place - 2),
			c->line_only ? line_part(r->place) : r->place);
	area_put_cut(a, 0, place + 1, room, role, r->call);
	area_put_cut(a, 0, end - width, width, role, result);
}

static void draw_left(struct area a, const struct ladder_row *r, struct columns c)
{
	struct area lane = area_part(a, 0, 0, 1, a.cols - c.state);

	if (has_call(r))
		draw_call(lane, r, &c);
	if (c.state || !has_call(r))
		area_put_right(
			a, 0, has_call(r) ? lane.cols : 0, a.cols - 1, ROLE_ACCENT, r->near_state);
}

/* ---- the wire */

static void draw_arrow(struct area a, const struct ladder_row *r)
{
	enum role role = roles[r->role].wire;
	int label = least(text_width(r->label), a.cols - 4), at = (a.cols - label) / 2;

	area_fill(a, 0, 0, a.cols, role, canvas_sign(a.canvas, "─", "-"));
	if (r->arrow == LADDER_LEFT || r->arrow == LADDER_SELF)
		area_put(a, 0, 0, role, canvas_sign(a.canvas, "◀", "<"));
	if (r->arrow == LADDER_RIGHT || r->arrow == LADDER_SELF)
		area_put(a, 0, a.cols - 1, role, canvas_sign(a.canvas, "▶", ">"));
	area_put(a, 0, at - 1, role, " ");
	area_put_cut(a, 0, at, label, role, r->label);
	area_put(a, 0, at + label, role, " ");
}

/* The program's state stands at its end of the wire, and the arrow takes the rest, if that is enough for it. */
static void draw_between(struct area a, const struct ladder_row *r, bool with_state)
{
	int state = with_state ? (int)text_width(r->near_state) : 0;
	AUTO(freep) char *note = NULL;

	if (r->arrow == LADDER_NO_ARROW && *r->label) {
		note = xasprintf("(%s)", r->label);
		area_put_cut(a, 0, 1, a.cols - 2, roles[r->role].wire, note);
		return;
	}
	if (state && r->arrow == LADDER_NO_ARROW)
		area_put_cut(a, 0, 1, a.cols - 2, ROLE_ACCENT, r->near_state);
	else if (state && state + 2 + (int)text_width(r->label) + 6 <= a.cols) {
		area_put(a, 0, 1, ROLE_ACCENT, r->near_state);
		draw_arrow(area_part(a, 0, state + 2, 1, a.cols - state - 2), r);
	} else if (r->arrow != LADDER_NO_ARROW)
		draw_arrow(a, r);
}

static void draw_wire(struct area a, const struct ladder_row *r, struct columns c)
{
	const char *bar = canvas_sign(a.canvas, "│", "|");

	area_put(a, 0, 0, ROLE_BORDER, bar);
	area_put(a, 0, a.cols - 1, ROLE_BORDER, bar);
	draw_between(area_part(a, 0, 1, 1, a.cols - 2), r, has_call(r) && !c.state);
}

/* ---- the actors' lane */

static bool is_named(const struct ladder *l, const struct ladder_row *r)
{
	size_t beside = l->actors - (l->left > 0);

	return beside > 1 && r->actor > 0 && (size_t)r->actor <= l->actors;
}

static void draw_right(
	struct area a, const struct ladder *l, const struct ladder_row *r, struct columns c)
{
	bool says = *r->actor_text || *r->far_state;
	int col = 1, room = a.cols - c.state - (c.state > 0);
	int state = text_width(r->far_state);

	if (r->broken)
		col += area_put(a, 0, col, ROLE_BAD, canvas_sign(a.canvas, "✗ ", "X "));
	if (says && is_named(l, r)) {
		col += area_put_cut(a, 0, col, room - col, ROLE_STRONG, l->names[r->actor]);
		col++;
	}
	if (*r->actor_text)
		col += area_put_cut(a, 0, col, room - col, r->broken ? ROLE_BAD : ROLE_PEER,
			       r->actor_text) +
		       1;
	if (c.state)
		area_put_cut(a, 0, room + 1, c.state, ROLE_ACCENT, r->far_state);
	else if (!*r->actor_text)
		area_put_cut(a, 0, col, room - col, ROLE_ACCENT, r->far_state);
	else if (col + state <= a.cols) /* beside the words only where it is whole */
		area_put(a, 0, col, ROLE_ACCENT, r->far_state);
}

/* ---- rows */

/* Why it broke is said across everything, as near to the actors as it fits. */
static void draw_broken(struct area a, const struct ladder_row *r, int from)
{
	AUTO(freep)
	char *text = xasprintf("%s %s", r->part > 1 ? " " : canvas_sign(a.canvas, "✗", "X"),
		*r->actor_text ? r->actor_text : r->call);
	int width = text_width(text), col = a.cols - 1 - width;

	col = col > from ? from : col;
	col = col < 1 || r->part ? 1 : col;
	area_put_cut(a, 0, col, a.cols - col, ROLE_BAD, text);
}

static void draw_three(
	struct area a, const struct ladder *l, const struct ladder_row *r, struct columns c)
{
	if (r->role == LADDER_BROKEN) {
		draw_broken(a, r, c.left + 2);
		return;
	}
	if (ladder_row_alone(r) && (int)text_width(r->call) > c.left - c.place - 2 - c.state) {
		draw_call(a, r, &c);
		return;
	}
	draw_left(area_part(a, 0, 0, 1, c.left), r, c);
	draw_wire(area_part(a, 0, c.left, 1, c.wire), r, c);
	draw_right(area_part(a, 0, c.left + c.wire, 1, c.right), l, r, c);
}

/* Where there is no room for lanes, a row is a line: what the program did at its margin, the rest further in. */
static void draw_one(struct area a, const struct ladder *l, const struct ladder_row *r)
{
	static const char *const signs[][2] = { { "", "" }, { "▶ ", "> " }, { "◀ ", "< " },
		{ "◀▶ ", "<> " } };
	AUTO(freep) char *result = result_text(r);
	AUTO(buf_free) struct buf text = { 0 };
	int col = 1;

	if (r->role == LADDER_BROKEN) {
		draw_broken(a, r, 1);
		return;
	}
	if (*r->place)
		area_put_right(a, 0, 0, 4, ROLE_DIM, line_part(r->place) + 1);
	if (has_call(r)) {
		buf_addf(&text, "%s %s", r->call, result);
		col = 5;
		col += area_put_cut(a, 0, col, a.cols - col, roles[r->role].call, buf_str(&text));
		col++;
	} else
		col = 7;
	buf_cut(&text, 0);
	buf_addf(&text, "%s%s", canvas_sign(a.canvas, signs[r->arrow][0], signs[r->arrow][1]),
		r->label);
	if (text.len) {
		col += area_put_cut(a, 0, col, a.cols - col, roles[r->role].wire, buf_str(&text));
		col++;
	}
	if (*r->actor_text && is_named(l, r)) {
		col += area_put_cut(a, 0, col, a.cols - col, ROLE_STRONG, l->names[r->actor]);
		col++;
	}
	area_put_cut(a, 0, col, a.cols - col, r->broken ? ROLE_BAD : ROLE_PEER, r->actor_text);
}

static void add_names(struct buf *out, const struct ladder *l)
{
	for (size_t i = 1; l->names[i]; i++)
		if ((int)i != l->left)
			buf_addf(out, "%s%s", out->len ? ", " : "", l->names[i]);
}

static void draw_lanes(struct area a, const struct ladder *l, struct columns c)
{
	AUTO(buf_free) struct buf left = { 0 };
	AUTO(buf_free) struct buf right = { 0 };
	size_t len = 0;
	const char *wire = l->packets_seen ? "wire" : "talk";

	add_names(&right, l);
	if (c.line_only) {
		const char *place = only_file(l, &len);
		AUTO(freep) char *file = xstrndup(place, len);

		buf_addf(&left, "%s, %s", l->left_name, file);
	} else
		buf_add_str(&left, l->left_name);
	area_put_cut(a, 0, 1, c.left - 2, ROLE_HEADING, buf_str(&left));
	area_put(a, 0, c.left + (c.wire - 4) / 2, ROLE_HEADING, wire);
	area_put_cut(a, 0, c.left + c.wire + 1, c.right - 1, ROLE_HEADING, buf_str(&right));
}

static void draw_names(struct area a, const struct ladder *l)
{
	AUTO(buf_free) struct buf names = { 0 };

	add_names(&names, l);
	area_put_right(a, 0, 1 + area_put(a, 0, 1, ROLE_HEADING, l->left_name), a.cols - 1,
		ROLE_HEADING, buf_str(&names));
}

void ladder_draw(struct area a, const struct ladder *l, int top, int selected, int end)
{
	bool three = a.cols >= THREE_LANES_FROM;
	struct columns c = columns_of(l, a.cols);

	if (three)
		draw_lanes(a, l, c);
	else
		draw_names(a, l);
	for (int i = 0; i + 1 < a.rows && top + i < end; i++) {
		struct area row = area_part(a, 1 + i, 0, 1, a.cols);

		if (three)
			draw_three(row, l, &l->rows[top + i], c);
		else
			draw_one(row, l, &l->rows[top + i]);
		if (top + i == selected)
			area_select(a, 1 + i, 0, a.cols);
	}
}
