// SPDX-License-Identifier: MIT
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "check/watch.h"
#include "cli/command.h"
#include "cli/run_options.h"

static const struct option_row rows[] = { RUN_OPTION_ROWS };

struct watching {
	struct app *app;
	const struct exercise *exercise;
	const struct run_options *run;
	struct check_options how;
	struct checker *checker;
	struct file_watch *watch;
	bool saved; /* again, while a check ran */
};

/* A save during a check ends it: its answer would be about what is no longer there. */
static bool stop_or_saved(void *context)
{
	struct watching *w = context;

	w->saved |= file_watch_changed(w->watch);
	return w->saved || app_stopped(NULL);
}

static void say_when(const struct watching *w)
{
	time_t now = time(NULL);
	struct tm local;
	char clock[16] = "";

	if (localtime_r(&now, &local))
		strftime(clock, sizeof clock, "%H:%M:%S", &local);
	say(w->app, "-- %s %s", clock, w->exercise->id);
}

static void check_once(struct watching *w)
{
	AUTO(freep) char *home = app_home(w->app);
	const struct verdict_text_options how =
		run_options_words(w->app, w->run, w->how.file, home);
	AUTO(buf_free) struct buf text = { 0 };
	struct check_result r;

	w->saved = false;
	check_exercise(w->checker, w->exercise, &w->how, &r);
	if (!r.cancelled) {
		say_when(w);
		verdict_text(&text, w->exercise, &r, &how);
		fputs(buf_str(&text), stdout);
		fflush(stdout);
		if (run_options_count(w->run))
			record_outcome(w->app, w->exercise, &r);
	}
	check_result_free(&r);
}

static void wait_for_save(struct watching *w)
{
	struct pollfd fd = { file_watch_fd(w->watch), POLLIN, 0 };

	while (!w->saved && !app_stopped(NULL)) {
		poll(&fd, 1, file_watch_patience(w->watch));
		w->saved = file_watch_changed(w->watch);
	}
}

static int watch(struct watching *w)
{
	say(w->app, "Watching %s; every save is checked. Ctrl-C ends it.", w->how.file);
	fflush(stdout);
	do {
		check_once(w);
		wait_for_save(w);
	} while (!app_stopped(NULL));
	return STATUS_HELD;
}

static int run(struct app *app, const void *options, char *const *words)
{
	struct watching w = { .app = app, .run = options };
	AUTO(freep) char *file = NULL;
	struct err err;
	int status;

	w.exercise = app_exercise(app, words[0], &err);
	if (!w.exercise)
		return complain(app->course ? STATUS_USAGE : STATUS_TOOL, "%s", err.text);
	status = run_options_take(app, w.run, w.exercise, &w.how, &file);
	if (status != STATUS_HELD)
		return status;
	status = STATUS_TOOL;
	w.how.cancelled = stop_or_saved;
	w.how.context = &w;
	w.checker = checker_new(app->course, &err);
	w.watch = w.checker ? file_watch_new(file, &err) : NULL;
	if (w.watch)
		status = watch(&w);
	else
		complain(STATUS_TOOL, "%s", err.text);
	file_watch_free(w.watch);
	checker_free(w.checker);
	return status;
}

const struct command command_watch = {
	.name = "watch",
	.usage = "[EXERCISE]",
	.summary = "Check again at every save, until Ctrl-C",
	.about = "Any editor will do: files that are written beside and renamed are noticed too.",
	.example = "socklings watch 9.1",
	.example_does = "Checks exercise 9.1 whenever you save it",
	.takes = TAKES_EXERCISE,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct run_options),
	.run = run,
};
