// SPDX-License-Identifier: MIT
/* ladder_view.h
 * The ladder on the screen, for a finished run, for one that goes on, and for others who have a timeline to show: the demo, being the peer.
 */
#pragma once
#include "report/ladder.h"
#include "tui/screen.h"

struct ladder_view {
	const struct exercise *exercise; /* NULL: not of a check */
	const struct conversation *conversation;
	int run; /* of the check's result, -1: the one to tell */
	bool live, playing, open;
	struct timeline *tl; /* owned: a newer check may replace the last one's */
	struct ladder *ladder;
	enum story_detail detail;
	int selected, top, height;
	char *path, *source; /* the learner's file, and its text; NULL: none */
	int source_line;
	struct doc *source_doc, *detail_doc;
	struct pager source_pager, detail_pager;
	/* somebody who feeds it while it is open; all NULL: nobody */
	void *source_of;
	int (*watch_fd)(void *source_of);
	void (*pull)(struct screen *screen, struct ladder_view *v);
	void (*stop)(void *source_of);
};

/* An empty ladder on top; the caller fills in what feeds it. */
struct ladder_view *ladder_view_push(struct screen *screen);
/* Shows this timeline (owned from here) from now on, at the same moment where it can. */
void ladder_view_take(struct ladder_view *v, struct timeline *tl, const struct conversation *c);
