// SPDX-License-Identifier: MIT
/* view.h
 * One screen of the runner: a class with a table of keys and a few functions. A view draws itself into an area and answers keys with a
 * reaction; it never touches the terminal and never waits. The key table is also its help and its part of the manual.
 */
#pragma once
#include "tui/canvas.h"

struct screen;

enum reaction {
	REACT_NOTHING,
	REACT_REDRAW,
	REACT_BACK, /* close this view */
	REACT_QUIT,
	REACT_PASS, /* not a key of this view */
};

struct view_key {
	int key, other;	   /* two keys may do the same; 0: none */
	const char *label; /* as help says it: "Enter", "h" */
	const char *help;  /* a sentence */
	const char *bar;   /* a word for the bottom bar; NULL: only in the help */
	enum reaction (*act)(struct screen *screen, void *self);
};

/* Keys that several views share, acting on a part that these have in common. */
struct view_keys {
	const char *title;
	const struct view_key *rows;
	size_t count;
};
/* Does what the key's row says, to `self`; REACT_PASS if there is none. */
enum reaction view_keys_act(
	const struct view_keys *keys, struct screen *screen, void *self, int key);

struct view_class {
	const char *name;
	const struct view_key *keys;
	size_t key_count;
	const struct view_keys *shared; /* what its type() hands keys to, for help; NULL: nothing */
	void (*draw)(struct screen *screen, void *self, struct area area);
	/* May be NULL from here on. */
	void (*title)(struct screen *screen, void *self, struct buf *out);
	enum reaction (*type)(
		struct screen *screen, void *self, int key); /* keys of no row, and pager keys */
	enum reaction (*click)(struct screen *screen, void *self, int row, int col);
	void (*changed)(struct screen *screen,
		void *self); /* events came, a check ended, progress was made */
	/* Whose check's outcome it shows in words; NULL: nobody's, and the screen says it. */
	const void *(*tells)(void *self);
	void (*shown)(struct screen *screen, void *self); /* it is on top (again) */
	int (*fd)(void *self); /* something of its own to watch, -1: nothing */
	void (*ready)(struct screen *screen, void *self);
	int (*patience)(void *self); /* ms until ready() is called without its fd; -1: for ever */
	/* What leaving would lose, as a question: y leaves. NULL: nothing would be lost. */
	const char *(*loses)(void *self);
	/* It was answered otherwise: `left` is the key that wanted to leave, `key` the answer. */
	enum reaction (*stays)(struct screen *screen, void *self, int left, int key);
	void (*close)(void *self);
};
