// SPDX-License-Identifier: MIT
/* app.h
 * What every verb leans on: the course and the workspace, loaded when first asked for; sentences that fit the terminal; the
 * exit statuses; and whether somebody pressed Ctrl-C.
 */
#pragma once
#include "base/buf.h"
#include "cli/options.h"
#include "course/workspace.h"

enum status {
	STATUS_HELD = 0,
	STATUS_BROKE = 1,
	STATUS_USAGE = 2,
	STATUS_TOOL = 3,
	STATUS_STOPPED = 130, /* Ctrl-C; what a shell expects */
};

struct app_options { /* may stand before or after the verb */
	const char *course, *workspace;
	bool plain, help, version;
};
extern const struct option_row app_rows[];
extern const size_t app_row_count;

struct app {
	struct app_options options;
	size_t columns; /* of the terminal, 80 where there is none */
	struct course *course;
	struct workspace *workspace;
	bool others; /* another instance has the workspace open */
};

void app_fini(struct app *app);

/* The course, loaded once. */
const struct course *app_course(struct app *app, struct err *err);
/* The workspace; says aloud what there is to tell about it (another instance, a damaged file). */
struct workspace *app_workspace(struct app *app, struct err *err);
/* By word; NULL: the one that was named last, else the first that is not done. */
const struct exercise *app_exercise(struct app *app, const char *word, struct err *err);
/* It is the one that was named last. Makes no workspace for that; and says nothing where it cannot be saved: what is worth more than
 * a word to be typed again is saved, and told, by itself. */
void app_be_at(struct app *app, const struct exercise *e);
/* The first exercise that is not done, from `after` on (NULL: from the start), then round; NULL: all are done. */
const struct exercise *app_next(struct app *app, const struct exercise *after);

/* A paragraph on standard output, wrapped to the terminal. `say_indented` puts two spaces before each line. */
void say(const struct app *app, const char *fmt, ...) PRINTF(2, 3);
void say_indented(const struct app *app, const char *fmt, ...) PRINTF(2, 3);
/* Words and a `socklings` command to paste, with what was said of course and workspace. */
void say_command(const struct app *app, const char *words, const char *fmt, ...) PRINTF(3, 4);
void say_command_indented(const struct app *app, const char *words, const char *fmt, ...)
	PRINTF(3, 4);
/* What was said of them, as a shell reads it: " --course mine"; "". Owned by the caller. */
char *app_home(const struct app *app);
/* Markdown as plain text. */
void say_markdown(const struct app *app, const char *text);
/* Text as it is, made safe. */
void say_text(const char *text);
/* "socklings: ..." on standard error; returns `status`. */
int complain(enum status status, const char *fmt, ...) PRINTF(2, 3);

/* Ctrl-C, SIGTERM and SIGHUP set a flag. `app_stopped` fits check's `cancelled`. */
void app_catch_signals(void);
bool app_stopped(void *unused);
int app_stopped_status(void); /* says so, returns STATUS_STOPPED */
/* After Ctrl-C ended one thing and the next is to begin; false if it was a signal to end altogether. */
bool app_resume(void);
