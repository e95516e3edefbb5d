// SPDX-License-Identifier: MIT
/* ladder_view.h
 * The ladder on the screen: of a finished run, of one that goes on, or of whoever has a timeline to show, such as the demo.
 */
#pragma once
#include "tui/ladder_pane.h"
#include "tui/screen.h"

struct ladder_view {
	struct ladder_pane pane;
	const struct exercise *exercise; /* NULL: not of a check */
	int run;			 /* of the check's result, -1: the one to tell */
	bool live, playing;
	bool awaiting;	      /* a check that began while it is open has not been shown */
	bool before;	      /* the run is of the file before its last save: that one gave none */
	bool stale;	      /* more has come than is shown */
	uint64_t built, cost; /* when it was last built, how long that took */
	uint64_t step_at;     /* playing: when the next row is due */
	char *wanted;	      /* text that is looked for; NULL: none */
	char *path, *source;  /* the learner's file, and its text; NULL: none */
	int source_line;
	struct doc *source_doc;
	struct pager source_pager;
	/* somebody who feeds it while it is open; all NULL: nobody */
	void *source_of;
	int (*watch_fd)(void *source_of);
	void (*pull)(struct screen *screen, struct ladder_view *v);
	void (*stop)(void *source_of);
};

/* An empty ladder on top, of the ladder's class or the demo's; the caller fills in what feeds it. */
struct ladder_view *ladder_view_push(struct screen *screen, const struct view_class *class);
/* Plays at human speed, from the beginning where it stands at the end. */
void ladder_view_play(struct ladder_view *v);
/* Shows what has come by now, at once or as soon as the last picture has been seen. */
void ladder_view_grow(
	struct ladder_view *v, const struct timeline *tl, const struct conversation *c, bool now);
