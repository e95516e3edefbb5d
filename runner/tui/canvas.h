// SPDX-License-Identifier: MIT
/* canvas.h
 * What is on the screen, as cells: views draw here, term.c carries it to the terminal, tests read it as text. Drawing is clipped to
 * its area, knows how wide characters are, and lets no byte through that could move a cursor. Colours are named by
 * meaning (theme.h says what they look like), and no meaning is by colour alone.
 */
#pragma once
#include "base/buf.h"

enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_TITLE,
	ROLE_HEADING,
	ROLE_STRONG,
	ROLE_EMPHASIS,
	ROLE_LINK,
	ROLE_CODE,
	ROLE_KEYWORD,
	ROLE_STRING,
	ROLE_COMMENT,
	ROLE_NUMBER,
	ROLE_GOOD,
	ROLE_BAD,
	ROLE_WARN,
	ROLE_ACCENT,
	ROLE_YOU,
	ROLE_WIRE,
	ROLE_PEER,
	ROLE_BORDER,
	ROLE_BAR,
	ROLE_BAR_KEY,
	ROLE_SELECTED,
	ROLES
};

struct cell {
	char text
		[14]; /* one character with its combining marks; "" in the second half of a wide one */
	uint8_t role;
	bool selected; /* drawn as ROLE_SELECTED says, whatever its role */
};

struct canvas {
	int rows, cols;
	bool ascii; /* the terminal has no UTF-8: lines and arrows are drawn with - | < > */
	struct cell *cells;
};

void canvas_resize(struct canvas *c, int rows, int cols); /* and clears */
void canvas_free(struct canvas *c);
/* Rows as lines of text, trailing spaces cut: what a reader sees. */
void canvas_text(const struct canvas *c, struct buf *out);

/* A rectangle of a canvas. Coordinates within it are from 0; what lies outside is not drawn. */
struct area {
	struct canvas *canvas;
	int top, left, rows, cols;
};
struct area canvas_area(struct canvas *c);
struct area area_part(struct area a, int top, int left, int rows, int cols);
void area_clear(struct area a);
/* Draws one line of UTF-8 and returns the columns it took. */
int area_put(struct area a, int row, int col, enum role role, const char *text);
int area_putf(struct area a, int row, int col, enum role role, const char *fmt, ...) PRINTF(5, 6);
/* The same within `cols` columns; what does not fit is cut, and the cut is shown. */
int area_put_cut(struct area a, int row, int col, int cols, enum role role, const char *text);
/* Its end stands at column `right`; cut at its left neighbour `col` at the latest. */
void area_put_right(struct area a, int row, int col, int right, enum role role, const char *text);
void area_fill(struct area a, int row, int col, int cols, enum role role, const char *character);
/* Marks part of a row as selected. */
void area_select(struct area a, int row, int col, int cols);
/* Frame with a title in its upper edge; returns what is inside. */
struct area area_frame(struct area a, enum role role, const char *title);
/* The UTF-8 sign, or its ASCII stand-in on a canvas without UTF-8. */
const char *canvas_sign(const struct canvas *c, const char *utf8, const char *ascii);
