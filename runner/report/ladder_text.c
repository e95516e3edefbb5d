// SPDX-License-Identifier: MIT
#include <string.h>

#include "base/text.h"
#include "report/call_words.h"
#include "report/ladder.h"

/* What the picture is drawn with. */
struct pen {
	const char *bar, *line, *dots, *left, *right, *loop, *broken, *more, *dot;
};
static const struct pen pens[] = {
	{ "│", "─", "╌", "◀", "▶", "↺", "✗", "…", " · " },
	{ "|", "-", ".", "<", ">", "@", "x", "~", ", " },
};

struct layout {
	const struct pen *pen;
	struct buf *out;
	const struct ladder *l;
	size_t place; /* of the left, for "echo.c:31" */
	size_t left, inner,
		right; /* columns of the program, of the wire between its bars, of the actors */
};

/* ---- text in columns */

/* The bytes of `s` that fit into `columns`. */
static size_t fitting(const char *s, size_t columns)
{
	size_t len = strlen(s), at = 0, width = 0;

	while (at < len) {
		size_t n = text_char((const uint8_t *)s + at, len - at);
		char one[8] = "";

		n = n ? n : 1;
		memcpy(one, s + at, n);
		width += text_width(one);
		if (width > columns)
			break;
		at += n;
	}
	return at;
}

/* As much of a text as fits, and blanks up to `columns`. */
static void put(const struct layout *y, const char *s, size_t columns)
{
	size_t width = text_width(s);

	if (width <= columns) {
		buf_add_str(y->out, s);
		buf_pad(y->out, ' ', columns - width);
	} else if (columns) {
		size_t n = fitting(s, columns - 1);
		AUTO(freep) char *cut = xstrndup(s, n);

		buf_add_str(y->out, cut);
		buf_add_str(y->out, y->pen->more);
		buf_pad(y->out, ' ', columns - 1 - text_width(cut));
	}
}

static void put_right(const struct layout *y, const char *s, size_t columns)
{
	size_t width = text_width(s);

	if (width < columns)
		buf_pad(y->out, ' ', columns - width);
	put(y, s, min_size(width, columns));
}

static void repeat(const struct layout *y, const char *s, size_t times)
{
	while (times-- > 0)
		buf_add_str(y->out, s);
}

/* ---- the program's side: place, call, result; or the state that a packet left it in */

enum { PLACE_LEAST = 10, PLACE_MOST = 14, RESULT = 4 };

/* The line number is what matters of a place: a long file name is cut, not its end. */
static void put_place(const struct layout *y, const char *place, size_t columns)
{
	const char *line = strrchr(place, ':');
	size_t tail = line ? strlen(line) : 0;

	if (text_width(place) <= columns || !line || tail + 2 > columns) {
		put(y, place, columns);
		return;
	}
	AUTO(freep) char *file = xstrndup(place, fitting(place, columns - tail - 1));

	buf_addf(y->out, "%s%s%s", file, y->pen->more, line);
}

/* A narrow screen shows calls only. */
static size_t place_columns(const struct layout *y, const struct ladder_row *r)
{
	return (*r->place || *r->result) && y->left > 28 ? y->place + 1 : 0;
}

static void put_call(const struct layout *y, const struct ladder_row *r)
{
	size_t room = y->left - 1, place = place_columns(y, r);
	size_t width = *r->result ? text_width(r->result) + 2 : 0;
	size_t result = !*r->result		  ? 0
			: width < RESULT && place ? RESULT
						  : min_size(width, room / 2);
	bool waits = r->role == LADDER_CALL_WAITING;

	buf_add_char(y->out, ' ');
	put_place(y, r->place, place ? place - 1 : 0);
	if (place)
		buf_add_char(y->out, ' ');
	put(y, r->call, room - place - result - (result > 0) - 1);
	buf_add_char(y->out, ' ');
	if (result) {
		AUTO(freep) char *text = xasprintf("%s%s", waits ? "" : "= ", r->result);

		buf_add_char(y->out, ' ');
		put(y, text, result);
	}
}

static void put_left(const struct layout *y, const struct ladder_row *r)
{
	if (*r->call || *r->place || *r->result) {
		put_call(y, r);
	} else {
		put_right(y, r->near_state, y->left - 1);
		buf_add_char(y->out, ' ');
	}
}

/* ---- the wire */

static void put_arrow(const struct layout *y, const struct ladder_row *r)
{
	const char *line =
		y->l->packets_seen || r->role != LADDER_MOVE ? y->pen->line : y->pen->dots;
	size_t width = text_width(r->label), most = y->inner - 6, before, after;
	size_t label = width > most ? most : width;

	before = (y->inner - 1 - label - 2) / 2;
	after = y->inner - 1 - label - 2 - before;
	if (r->arrow == LADDER_LEFT)
		buf_add_str(y->out, y->pen->left);
	repeat(y, line, r->arrow == LADDER_LEFT ? before : after);
	buf_add_char(y->out, ' ');
	put(y, r->label, label);
	buf_add_char(y->out, ' ');
	repeat(y, line, r->arrow == LADDER_LEFT ? after : before);
	if (r->arrow == LADDER_RIGHT)
		buf_add_str(y->out, y->pen->right);
}

static void put_wire(const struct layout *y, const struct ladder_row *r)
{
	bool called = *r->call || *r->place;

	buf_add_str(y->out, y->pen->bar);
	if (r->arrow == LADDER_LEFT || r->arrow == LADDER_RIGHT) {
		put_arrow(y, r);
	} else if (r->arrow == LADDER_SELF) {
		AUTO(freep) char *text = xasprintf(" %s %s", y->pen->loop, r->label);

		put(y, text, y->inner);
	} else if (*r->label) {
		AUTO(freep) char *text = xasprintf(" (%s)", r->label);

		put(y, text, y->inner);
	} else {
		buf_add_char(y->out, ' ');
		put(y, called ? r->near_state : "", y->inner - 1);
	}
	buf_add_str(y->out, y->pen->bar);
}

/* ---- the actors' side */

static void trim(struct buf *out)
{
	while (out->len && out->data[out->len - 1] == ' ')
		buf_cut(out, out->len - 1);
}

static char *actor_words(const struct layout *y, const struct ladder_row *r)
{
	const char *text = *r->actor_text ? r->actor_text : r->far_state;
	bool named = *text && r->actor > 0 && y->l->actors > 1 && (size_t)r->actor <= y->l->actors;

	return xasprintf("%s%s%s%s%s", r->broken && *text ? y->pen->broken : "",
		r->broken && *text ? " " : "", named ? y->l->names[r->actor] : "",
		named ? ": " : "", text);
}

/* A row that only says why it broke may take as many lines as it needs. */
static void put_broken(const struct layout *y, const struct ladder_row *r)
{
	const char *who = *r->actor_text ? r->actor_text : r->call;
	AUTO(freep) char *text = xasprintf("%s %s", r->part > 1 ? " " : y->pen->broken, who);
	AUTO(buf_free) struct buf lines = { 0 };
	size_t all = y->left + y->inner + y->right + 2;

	if (text_width(text) + 2 <= all) {
		buf_addf(y->out, "  %s\n", text);
		return;
	}
	text_wrap(&lines, text, all > 4 ? all - 2 : all, "  ");
	buf_add(y->out, lines.data, lines.len);
}

/* What the program says may be longer than its lane: then it has the whole line. */
static bool put_across(const struct layout *y, const struct ladder_row *r)
{
	size_t place = place_columns(y, r), all = y->left + y->inner + y->right + 2;

	if (!ladder_row_alone(r) || text_width(r->call) + place + 2 <= y->left)
		return false;
	buf_add_char(y->out, ' ');
	put_place(y, r->place, place ? place - 1 : 0);
	if (place)
		buf_add_char(y->out, ' ');
	put(y, r->call, all - place - 1);
	trim(y->out);
	buf_add_char(y->out, '\n');
	return true;
}

static void put_row(const struct layout *y, const struct ladder_row *r)
{
	if (r->role == LADDER_BROKEN) {
		put_broken(y, r);
		return;
	}
	if (put_across(y, r))
		return;
	AUTO(freep) char *actor = actor_words(y, r);

	put_left(y, r);
	put_wire(y, r);
	if (*actor && y->right > 2) {
		buf_add_char(y->out, ' ');
		put(y, actor, y->right - 1);
	}
	trim(y->out);
	buf_add_char(y->out, '\n');
}

/* ---- headings */

static void put_title(const struct layout *y, const struct run_event *run)
{
	if (!run)
		return;
	buf_add_char(y->out, ' ');
	words_run(y->out, run, y->pen->dot);
	buf_add_char(y->out, '\n');
}

static void put_names(const struct layout *y)
{
	AUTO(buf_free) struct buf actors = { 0 };
	AUTO(freep) char *left = xasprintf(" %s", y->l->left_name);

	for (size_t i = 1; i <= y->l->actors; i++)
		if ((int)i != y->l->left)
			buf_addf(&actors, "%s%s", actors.len ? ", " : "", y->l->names[i]);
	put(y, left, y->left + 1);
	put(y, y->l->packets_seen ? " wire" : " talk", y->inner + 1);
	put(y, buf_str(&actors), y->right);
	trim(y->out);
	buf_add_char(y->out, '\n');
}

/* Narrow terminals take from the wire first, then from the program. */
static void measure(struct layout *y, size_t columns)
{
	columns = columns < 40 ? 40 : columns;
	y->inner = columns >= 76 ? 22 : columns >= 60 ? 18 : 12;
	y->left = columns >= 76 ? 40 : (columns - y->inner - 2) * 6 / 10;
	if (columns > 80) /* more room goes to all three */
		y->left += (columns - 80) / 3;
	if (columns > 86)
		y->inner += columns < 110 ? (columns - 80) / 6 * 2 : 10;
	y->place = PLACE_LEAST;
	for (size_t i = 0; i < y->l->count; i++) {
		size_t width = text_width(y->l->rows[i].place);

		if (width > y->place)
			y->place = min_size(width, PLACE_MOST);
	}
	y->right = columns - y->left - y->inner - 2;
}

void ladder_text(struct buf *out, const struct ladder *l, const struct timeline *tl,
	const struct ladder_style *style)
{
	struct layout y = { .pen = &pens[style->ascii], .out = out, .l = l };

	measure(&y, style->columns ? style->columns : 80);
	if (style->title)
		put_title(&y, timeline_run(tl));
	put_names(&y);
	for (size_t i = 0; i < l->count; i++)
		put_row(&y, &l->rows[i]);
}
