// SPDX-License-Identifier: MIT
/* term.h
 * The one terminal. Only term.c includes curses; everybody else draws on a canvas and reads keys as numbers. However the program
 * ends (a signal, a crash, an error) the terminal is given back as it was.
 */
#pragma once
#include "base/err.h"
#include "tui/canvas.h"
#include "tui/theme.h"

/* A key is its Unicode character, or one of these. */
enum {
	CTRL_C = 3,
	CTRL_L = 12,
	CTRL_U = 21,
	CTRL_Z = 26,
	TERM_KEYS = 0x110000,
	TERM_UP,
	TERM_DOWN,
	TERM_LEFT,
	TERM_RIGHT,
	TERM_PAGE_UP,
	TERM_PAGE_DOWN,
	TERM_HOME,
	TERM_END,
	TERM_BACKSPACE,
	TERM_DELETE,
	TERM_ENTER,
	TERM_TAB,
	TERM_BACK_TAB,
	TERM_ESCAPE,
	TERM_RESIZED,
	TERM_CLICK, /* see term_mouse() */
	TERM_WHEEL_UP,
	TERM_WHEEL_DOWN,
	TERM_F1,
	TERM_UNKNOWN, /* a key that has no meaning here */
	TERM_NO_KEY,  /* nothing is there to read */
};

struct term_options {
	enum theme theme;
	bool colours; /* false: NO_COLOR, or a terminal without */
	bool mouse;
};

/* Why full-screen is not possible here ("the terminal is 20 columns wide"...), NULL if it is. */
const char *term_refusal(void);
bool term_open(const struct term_options *options, struct err *err);
void term_close(void); /* safe at any time, twice too */
void term_set_options(const struct term_options *options);
/* Between these the terminal belongs to somebody else (an editor, man). */
void term_lend(void);
void term_take_back(void);

void term_size(int *rows, int *cols);
bool term_utf8(void);
int term_key(void); /* does not wait */
void term_bell(void);
void term_repaint(void); /* the next term_show() draws all anew */
void term_mouse(int *row, int *col);
/* Shows a canvas; the cursor is put there, or hidden where row < 0. */
void term_show(const struct canvas *c, int cursor_row, int cursor_col);
/* For poll(): readable when a key or a signal (see term_signal) may be there. */
int term_key_fd(void);
int term_signal_fd(void);
/* The signal that came (SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGCONT), 0: none. */
int term_signal(void);
