// SPDX-License-Identifier: MIT
/* workspace.h
 * The learner's own copies, and beside them what was done. Handouts are copied here before anybody edits them; a
 * reset keeps a dated backup that can be taken back. Progress survives being killed and a full disk at any moment.
 */
#pragma once
#include "course/course.h"

struct workspace; /* opaque; holds an advisory lock on the folder while open for writing */

/* The folder: `dir`, else $SOCKLINGS_WORKSPACE, else the workspace that we stand in, else the one remembered by `init` in
 * $XDG_STATE_HOME (~/.local/state/socklings/workspace), else ./workspace. Where there is a ./workspace, or a checkout's course, we
 * stand in none. Owned by the caller. */
char *workspace_find_dir(const char *dir, const struct course *course);

/* Where there is none yet, it is made when something is first put there: who only reads needs none. `*others` (may be NULL) is set
 * if another instance has it open: the caller tells. A damaged progress file is set aside (kept, renamed with the date) and *note
 * says so in a sentence, owned by the workspace. */
struct workspace *workspace_open(const char *dir, bool *others, struct err *err);
/* Makes the folder now. */
bool workspace_make(struct workspace *w, struct err *err);
void workspace_close(struct workspace *w);
void workspace_closep(struct workspace **w);
const char *workspace_dir(const struct workspace *w);
const char *workspace_note(const struct workspace *w);	   /* NULL: nothing to tell */
bool workspace_remember(const char *dir, struct err *err); /* `init` does */

/* The learner's file for an exercise: DIR/09-echo/1-echo.c. workspace_file makes it from the handout where missing. */
char *workspace_path(const struct workspace *w, const struct exercise *e); /* owned by the caller */
bool workspace_file(struct workspace *w, const struct exercise *e, struct err *err);
/* Puts the handout back; *backup (owned) names the dated copy of what was there, NULL if there was nothing. */
bool workspace_reset(struct workspace *w, const struct exercise *e, char **backup, struct err *err);
/* Takes the newest backup back (and keeps what was there as a backup in turn). */
bool workspace_undo(
	struct workspace *w, const struct exercise *e, char **restored, struct err *err);

enum progress_state { PROGRESS_NEW, PROGRESS_TRIED, PROGRESS_DONE };
struct progress {
	enum progress_state state;
	int64_t tries;
	int64_t hints_seen;   /* 0..3 */
	char source_hash[65]; /* of the file that passed, or was tried last */
	char script_hash[65]; /* of the exercise it passed: another means the task has changed */
	char when[32];	      /* ISO 8601, of the last change */
};
/* What is known of an exercise, by its id; never NULL (an unknown one is new). Borrowed until the next save. */
const struct progress *workspace_progress(const struct workspace *w, const char *id);
/* Adds what came to it, and saves at once: so many tries and hints more, and the state that was reached with its hashes. It is
 * added to what is on disk by then, under a lock: what another instance did meanwhile counts too, and what once was done stays
 * done. Write, fsync, rename: on failure (full disk, read-only) the old file is intact, and the next save brings it. */
bool workspace_add_progress(
	struct workspace *w, const char *id, const struct progress *more, struct err *err);
/* Where the learner was, in whatever instance: an exercise id, "" at first. Saved with the progress. */
const char *workspace_place(const struct workspace *w);
bool workspace_set_place(struct workspace *w, const char *id, struct err *err);
/* Small settings of the screen ("theme", "advance", ...): text by name, "" if unset. */
const char *workspace_setting(const struct workspace *w, const char *name);
bool workspace_set_setting(
	struct workspace *w, const char *name, const char *value, struct err *err);
