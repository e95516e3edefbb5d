// SPDX-License-Identifier: MIT
#include "cli/app.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "report/page.h"

const struct option_row app_rows[] = {
	{ "course", 0, OPTION_TEXT, offsetof(struct app_options, course), "DIR",
		"use the course in this folder, which holds lessons/, exercises/ and solutions/" },
	{ "workspace", 0, OPTION_TEXT, offsetof(struct app_options, workspace), "DIR",
		"keep your programs and your progress in this folder" },
	{ "plain", 0, OPTION_FLAG, offsetof(struct app_options, plain), NULL,
		"sentences instead of the full screen" },
	{ "help", 'h', OPTION_FLAG, offsetof(struct app_options, help), NULL,
		"say how it is used" },
	{ "version", 'V', OPTION_FLAG, offsetof(struct app_options, version), NULL,
		"say which version this is" },
};
const size_t app_row_count = ARRAY_LEN(app_rows);

static volatile sig_atomic_t stop_signal;

static void note_signal(int number)
{
	stop_signal = number;
}

void app_catch_signals(void)
{
	/* without SA_RESTART, so that whoever waits in poll() looks up */
	struct sigaction action = { .sa_handler = note_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

bool app_stopped(void *unused)
{
	(void)unused;
	return stop_signal != 0;
}

bool app_resume(void)
{
	bool again = stop_signal == 0 || stop_signal == SIGINT;

	if (again)
		stop_signal = 0;
	return again;
}

int app_stopped_status(void)
{
	return complain(STATUS_STOPPED, "stopped; nothing is left running");
}

void app_fini(struct app *app)
{
	workspace_closep(&app->workspace);
	course_freep(&app->course);
}

const struct course *app_course(struct app *app, struct err *err)
{
	AUTO(freep) char *dir = NULL;

	if (app->course)
		return app->course;
	dir = course_find_dir(app->options.course, err);
	if (dir)
		app->course = course_load(dir, NULL, err);
	return app->course;
}

struct workspace *app_workspace(struct app *app, struct err *err)
{
	const struct course *course = app_course(app, err);
	AUTO(freep) char *dir = NULL;

	if (app->workspace || !course)
		return app->workspace;
	dir = workspace_find_dir(app->options.workspace, course);
	app->workspace = workspace_open(dir, &app->others, err);
	if (!app->workspace)
		return NULL;
	if (app->others)
		complain(0,
			"another socklings has this workspace open; what you do there counts too");
	if (workspace_note(app->workspace))
		complain(0, "%s", workspace_note(app->workspace));
	return app->workspace;
}

static bool is_done(const struct app *app, const struct exercise *e)
{
	return workspace_progress(app->workspace, e->id)->state == PROGRESS_DONE;
}

const struct exercise *app_next(struct app *app, const struct exercise *after)
{
	const struct exercise *first = course_first(app->course);
	const struct exercise *start = after ? course_next(app->course, after) : first;

	for (const struct exercise *e = start; e; e = course_next(app->course, e))
		if (!is_done(app, e))
			return e;
	for (const struct exercise *e = first; e && e != start; e = course_next(app->course, e))
		if (!is_done(app, e))
			return e;
	return NULL;
}

const struct exercise *app_exercise(struct app *app, const char *word, struct err *err)
{
	const struct course *course = app_course(app, err);
	const struct exercise *e = NULL;

	if (!course || (word && !(e = course_find(course, word, err))))
		return NULL;
	if (e)
		return e;
	if (!app_workspace(app, err))
		return NULL;
	if (*workspace_place(app->workspace))
		e = course_find(course, workspace_place(app->workspace), NULL);
	if (!e)
		e = app_next(app, NULL);
	if (!e)
		e = course_first(course);
	if (!e)
		err_set(err, "the course in %s has no exercise", course->dir);
	return e;
}

void app_be_at(struct app *app, const struct exercise *e)
{
	const struct workspace *w = app_workspace(app, NULL);

	if (w && file_is_dir(workspace_dir(w)))
		workspace_set_place(app->workspace, e->id, NULL);
}

static void put_wrapped(FILE *to, size_t columns, const char *indent, const char *fmt, va_list args)
{
	AUTO(buf_free) struct buf safe = { 0 };
	AUTO(buf_free) struct buf wrapped = { 0 };
	AUTO(freep) char *text = NULL;

	if (vasprintf(&text, fmt, args) < 0)
		abort();
	text_safe_str(&safe, text);
	text_wrap(&wrapped, buf_str(&safe), columns, indent);
	fputs(buf_str(&wrapped), to);
}

void say(const struct app *app, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_wrapped(stdout, app->columns, "", fmt, args);
	va_end(args);
}

void say_indented(const struct app *app, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_wrapped(stdout, app->columns, "  ", fmt, args);
	va_end(args);
}

char *app_home(const struct app *app)
{
	struct buf out = { 0 };

	if (app->options.course) {
		buf_add_str(&out, " --course ");
		text_quote_shell(&out, bytes_of(app->options.course));
	}
	if (app->options.workspace) {
		buf_add_str(&out, " --workspace ");
		text_quote_shell(&out, bytes_of(app->options.workspace));
	}
	return buf_take(&out);
}

static void put_command(
	const struct app *app, const char *indent, const char *words, const char *fmt, va_list args)
{
	AUTO(freep) char *home = app_home(app);
	AUTO(freep) char *command = NULL, *whole = NULL;
	AUTO(buf_free) struct buf wrapped = { 0 };

	if (vasprintf(&command, fmt, args) < 0)
		abort();
	whole = xasprintf("socklings %s%s", command, home);
	text_wrap_command(&wrapped, words, whole, app->columns, indent);
	fputs(buf_str(&wrapped), stdout);
}

void say_command(const struct app *app, const char *words, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_command(app, "", words, fmt, args);
	va_end(args);
}

void say_command_indented(const struct app *app, const char *words, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_command(app, "  ", words, fmt, args);
	va_end(args);
}

void say_text(const char *text)
{
	AUTO(buf_free) struct buf safe = { 0 };

	text_safe_str(&safe, text);
	fputs(buf_str(&safe), stdout);
}

void say_markdown(const struct app *app, const char *text)
{
	AUTO(buf_free) struct buf plain = { 0 };

	page_render(&plain, text, app->columns, "");
	fputs(buf_str(&plain), stdout);
}

int complain(enum status status, const char *fmt, ...)
{
	AUTO(freep) char *named = xasprintf("socklings: %s", fmt);
	va_list args;

	fflush(stdout);
	va_start(args, fmt);
	put_wrapped(stderr, 100, "", named, args);
	va_end(args);
	return status;
}
