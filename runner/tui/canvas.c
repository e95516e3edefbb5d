// SPDX-License-Identifier: MIT
#include "tui/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void canvas_resize(struct canvas *c, int rows, int cols)
{
	c->rows = rows < 0 ? 0 : rows;
	c->cols = cols < 0 ? 0 : cols;
	c->cells = xrealloc(c->cells, (size_t)c->rows * c->cols * sizeof *c->cells);
	area_clear(canvas_area(c));
}

void canvas_free(struct canvas *c)
{
	free(c->cells);
	*c = (struct canvas){ 0 };
}

static struct cell *cell_at(struct area a, int row, int col)
{
	if (row < 0 || col < 0 || row >= a.rows || col >= a.cols)
		return NULL;
	return &a.canvas->cells[(size_t)(a.top + row) * a.canvas->cols + a.left + col];
}

void canvas_text(const struct canvas *c, struct buf *out)
{
	for (int row = 0; row < c->rows; row++) {
		size_t solid = out->len;

		for (int col = 0; col < c->cols; col++) {
			const char *text = c->cells[(size_t)row * c->cols + col].text;

			buf_add_str(out, text);
			if (*text && strcmp(text, " ") != 0)
				solid = out->len;
		}
		buf_cut(out, solid);
		buf_add_char(out, '\n');
	}
}

struct area canvas_area(struct canvas *c)
{
	return (struct area){ c, 0, 0, c->rows, c->cols };
}

static int clamp(int value, int most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

struct area area_part(struct area a, int top, int left, int rows, int cols)
{
	top = clamp(top, a.rows);
	left = clamp(left, a.cols);
	return (struct area){ a.canvas, a.top + top, a.left + left, clamp(rows, a.rows - top),
		clamp(cols, a.cols - left) };
}

void area_clear(struct area a)
{
	for (int row = 0; row < a.rows; row++)
		area_fill(a, row, 0, a.cols, ROLE_TEXT, " ");
}

static void set_cell(struct area a, int row, int col, enum role role, const char *text, size_t len)
{
	struct cell *cell = cell_at(a, row, col);

	if (!cell)
		return;
	len = min_size(len, sizeof cell->text - 1);
	memcpy(cell->text, text, len);
	cell->text[len] = '\0';
	cell->role = role;
	cell->selected = false;
}

/* A mark without a width of its own joins the character before it. */
static void join_cell(struct area a, int row, int col, const char *text, size_t len)
{
	struct cell *cell = cell_at(a, row, col);
	size_t have = cell ? strlen(cell->text) : 0;

	if (cell && have && have + len < sizeof cell->text)
		memcpy(cell->text + have, text, len + 1);
}

/* Half of a wide character cannot stay: its other half becomes a blank. */
static void part_wide(struct area a, int row, int col)
{
	struct cell *cell = cell_at(a, row, col);
	struct cell *before = cell_at(a, row, col - 1), *after = cell_at(a, row, col + 1);

	if (cell && before && !cell->text[0])
		strcpy(before->text, " ");
	if (cell && after && cell->text[0] && !after->text[0])
		strcpy(after->text, " ");
}

static int put_char(struct area a, int row, int col, enum role role, const char *s, size_t len)
{
	char one[8] = "";
	int width;

	memcpy(one, s, min_size(len, sizeof one - 1));
	width = text_width(one);
	if (width == 0) {
		join_cell(a, row, col - 1, one, len);
		return 0;
	}
	part_wide(a, row, col);
	if (width == 2)
		part_wide(a, row, col + 1);
	if (width == 2 && col + 1 >= a.cols) /* half a character does not fit */
		set_cell(a, row, col, role, " ", 1);
	else
		set_cell(a, row, col, role, one, len);
	if (width == 2)
		set_cell(a, row, col + 1, role, "", 0);
	return width;
}

int area_put(struct area a, int row, int col, enum role role, const char *text)
{
	size_t len = strlen(text);
	int start = col;

	for (size_t i = 0; i < len;) {
		size_t n = text_char((const uint8_t *)text + i, len - i);

		if (n && (n == 1 || !a.canvas->ascii))
			col += put_char(a, row, col, role, text + i, n);
		else
			col += put_char(a, row, col, role, "?", 1);
		i += n ? n : 1;
	}
	return col - start;
}

int area_putf(struct area a, int row, int col, enum role role, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return area_put(a, row, col, role, text);
}

int area_put_cut(struct area a, int row, int col, int cols, enum role role, const char *text)
{
	int width = text_width(text);

	if (cols <= 0)
		return 0;
	if (width <= cols)
		return area_put(a, row, col, role, text);
	area_put(area_part(a, 0, 0, a.rows, col + cols - 1), row, col, role, text);
	area_put(a, row, col + cols - 1, role, canvas_sign(a.canvas, "…", "~"));
	return cols;
}

void area_put_right(struct area a, int row, int col, int right, enum role role, const char *text)
{
	int width = text_width(text), room = right - col;

	area_put_cut(a, row, width < room ? right - width : col, room, role, text);
}

void area_fill(struct area a, int row, int col, int cols, enum role role, const char *character)
{
	for (int i = 0; i < cols; i++)
		area_put(a, row, col + i, role, character);
}

void area_select(struct area a, int row, int col, int cols)
{
	for (int i = 0; i < cols; i++) {
		struct cell *cell = cell_at(a, row, col + i);

		if (cell)
			cell->selected = true;
	}
}

const char *canvas_sign(const struct canvas *c, const char *utf8, const char *ascii)
{
	return c->ascii ? ascii : utf8;
}

struct area area_frame(struct area a, enum role role, const char *title)
{
	const struct canvas *c = a.canvas;
	const char *across = canvas_sign(c, "─", "-"), *down = canvas_sign(c, "│", "|");
	int right = a.cols - 1, bottom = a.rows - 1;

	area_fill(a, 0, 1, right - 1, role, across);
	area_fill(a, bottom, 1, right - 1, role, across);
	for (int row = 1; row < bottom; row++) {
		area_put(a, row, 0, role, down);
		area_put(a, row, right, role, down);
	}
	area_put(a, 0, 0, role, canvas_sign(c, "╭", "+"));
	area_put(a, 0, right, role, canvas_sign(c, "╮", "+"));
	area_put(a, bottom, 0, role, canvas_sign(c, "╰", "+"));
	area_put(a, bottom, right, role, canvas_sign(c, "╯", "+"));
	if (*title && a.cols > 6)
		area_putf(area_part(a, 0, 2, 1, a.cols - 4), 0, 0, ROLE_TITLE, " %s ", title);
	return area_part(a, 1, 1, a.rows - 2, a.cols - 2);
}
