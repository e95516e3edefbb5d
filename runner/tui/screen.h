// SPDX-License-Identifier: MIT
/* screen.h
 * The screen as a whole: a stack of views over one course and one workspace, the check that runs behind them, and the loop
 * that lets no key wait for anything. It draws facts; it computes none.
 */
#pragma once
#include "check/job.h"
#include "course/workspace.h"
#include "tui/doc.h"
#include "tui/term.h"
#include "tui/tui.h"
#include "tui/view.h"

enum { VIEWS_DEEP = 16 };

struct screen_view {
	const struct view_class *class;
	void *self;
};

/* What is typed at the bottom line. */
struct prompt {
	const char *label; /* NULL: none is open */
	struct buf text;
	bool yes_no; /* one key answers */
	int leaving; /* the key whose leaving is asked about; 0: it is another question */
	enum reaction (*done)(struct screen *screen, void *self, const char *text);
};

struct screen {
	const struct course *course;
	struct workspace *workspace;
	struct checker *
		checker; /* made when it is first needed: the screen opens without a compiler too */
	struct term_options look;
	struct canvas canvas;
	struct screen_view stack[VIEWS_DEEP];
	int depth;
	struct prompt prompt;
	struct buf message;
	enum role message_role;
	bool message_of_check;	 /* it is out of date when a check begins or ends */
	struct pager *searching; /* whose search is being typed */
	bool quit, dirty;
	int quit_signal;

	/* the check that runs, or the last one */
	struct check_job *job;		/* NULL: none runs */
	const struct exercise *checked; /* whose `result` is; NULL: none yet */
	struct check_result result;
	struct timeline *live; /* what the running check is seeing: events of the run it is in */
	int live_conversation;
	enum delivery live_delivery;
	uint64_t job_began;
	struct file_watch *watch;
	const struct exercise *watched;
};

/* ---- for views */
void screen_push(struct screen *screen, const struct view_class *class, void *self);
void screen_say(struct screen *screen, enum role role, const char *fmt, ...) PRINTF(3, 4);
/* The same about a check: the next that begins or ends takes it away. */
void screen_say_check(struct screen *screen, enum role role, const char *fmt, ...) PRINTF(3, 4);
void screen_prompt(struct screen *screen, const char *label, const char *text,
	enum reaction (*done)(struct screen *screen, void *self, const char *text));
/* A question that one key answers: `yes` is called for y, nothing for any other. */
void screen_ask(struct screen *screen, const char *question,
	enum reaction (*yes)(struct screen *screen, void *self, const char *text));

/* NULL with a sentence if nothing can be compiled here. */
struct checker *screen_checker(struct screen *screen, struct err *err);
/* Begins to check the learner's file of an exercise, ending a check that runs. */
void screen_check(struct screen *screen, const struct exercise *e);
/* Saving this exercise's file checks it from now on. */
void screen_watch(struct screen *screen, const struct exercise *e);
void screen_cancel_check(struct screen *screen);
bool screen_checking(const struct screen *screen, const struct exercise *e);
/* The latest result of this exercise; NULL: none yet, or a newer check is running. */
const struct check_result *screen_result(const struct screen *screen, const struct exercise *e);

/* The exercise whose file in the workspace this is; NULL: of none. */
const struct exercise *screen_exercise_at(const struct screen *screen, const char *path);
/* Lends the terminal: the learner's editor at a line, or a manual page such as "recv(2)". */
void screen_edit(struct screen *screen, const char *path, int line);
void screen_man(struct screen *screen, const char *page);
/* Follows a link of a doc; REACT_REDRAW, or REACT_NOTHING if it leads nowhere. */
enum reaction screen_follow(struct screen *screen, const struct doc_link *link);
/* Keys that every pager has: arrows, pages, search. REACT_PASS if it is none of them. */
extern const struct view_keys screen_pager_keys, screen_global_keys;
enum reaction screen_pager_key(struct screen *screen, struct pager *p, int key);
/* One sentence, wrapped into whatever room there is. */
void screen_too_small(struct area a, const char *sentence);

/* ---- what the loop does, and tests without a terminal */
/* Draws everything on screen->canvas; returns the cursor's column in the last row, -1: there is none. */
int screen_draw(struct screen *screen, int rows, int cols, bool ascii);
void screen_key(struct screen *screen, int key);
void screen_fini(struct screen *screen);
