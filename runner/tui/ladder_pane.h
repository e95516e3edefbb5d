// SPDX-License-Identifier: MIT
/* ladder_pane.h
 * A ladder to walk in: the selected moment, how much is told, one event opened, the sockets of that moment. What the ladder's own
 * screen, the demo and being the peer have in common.
 */
#pragma once
#include "report/ladder.h"
#include "tui/doc.h"
#include "tui/view.h"

struct ladder_pane {
	struct timeline *tl;			 /* owned */
	const struct conversation *conversation; /* borrowed; NULL: steps are not told */
	struct ladder *ladder;			 /* NULL: nothing has happened */
	enum story_detail detail;
	int selected, top, height; /* rows */
	int columns;		   /* for the words about a break; 0: not drawn yet */
	bool growing;		   /* what comes after the selected row is not shown yet */
	bool open;
	struct doc *opened; /* what is open, and of which row */
	int opened_row;
	struct pager pager;
};
void ladder_pane_init(struct ladder_pane *p);
void ladder_pane_fini(struct ladder_pane *p);
/* Shows this timeline (owned from here), at the same moment where it can. Who stands at the end stays at the end. */
void ladder_pane_take(struct ladder_pane *p, struct timeline *tl, const struct conversation *c);
void ladder_pane_tell(struct ladder_pane *p, enum story_detail detail);

int ladder_pane_rows(const struct ladder_pane *p);
const struct ladder_row *ladder_pane_row(const struct ladder_pane *p); /* selected; NULL: none */
/* The call of the program on the left that a row is about, NULL if it is about none. */
const struct call_event *ladder_pane_call(const struct ladder_pane *p, int row);

void ladder_pane_go(struct ladder_pane *p, int row);
void ladder_pane_move(struct ladder_pane *p, int rows);
/* To the row where the script broke; false: nothing broke. */
bool ladder_pane_broken(struct ladder_pane *p);
/* To the next row (step 1, or -1) that has the text; false: there is none. */
bool ladder_pane_find(struct ladder_pane *p, const char *text, int step);

void ladder_pane_draw(struct ladder_pane *p, struct area a);
/* Rows and columns of the area as last drawn. */
enum reaction ladder_pane_click(struct ladder_pane *p, int row);
/* Moving, opening, closing: these act on a pane. */
extern const struct view_keys ladder_pane_keys;
