// SPDX-License-Identifier: MIT
/* socklings: learn sockets by writing them. Finds the verb, reads its options, runs it. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/plain.h"
#include "stage/stage.h"
#include "tui/tui.h"

static size_t terminal_columns(void)
{
	const char *said = getenv("COLUMNS");
	struct winsize size;
	long n = said ? strtol(said, NULL, 10) : 0;

	if (n <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		n = size.ws_col;
	if (n <= 0)
		n = 80;
	return n < 20 ? 20 : n > 100 ? 100 : (size_t)n; /* longer lines are harder to read */
}

/* Without a verb: the screen where there can be one, else sentences; they go on where somebody can answer. */
static int start(struct app *app)
{
	const char *no_colour = getenv("NO_COLOR");
	struct screen_options options = { .colours = !no_colour || !*no_colour };
	struct err err;

	if (app->options.plain || screen_refusal())
		return plain(app);
	if (!app_workspace(app, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	/* so that another sees that we are here; failing to is told where it matters */
	workspace_make(app->workspace, NULL);
	if (app->others)
		options.note =
			"Another socklings has this workspace open. What you do there counts too.";
	if (!screen_run(app->course, app->workspace, &options, &err))
		return complain(STATUS_TOOL, "%s", err.text);
	return STATUS_HELD;
}

static int run(struct app *app, char **argv)
{
	struct option_set set = { app_rows, app_row_count, &app->options };
	const struct command *c = NULL;
	struct err err;
	int at = 1;

	options_clear(&set);
	if (!options_parse(&set, 1, argv, &at, true, NULL, &err))
		return complain(STATUS_USAGE, "%s; `socklings help` lists what there is", err.text);
	if (argv[at] && !(c = command_find(argv[at], &err)))
		return complain(STATUS_USAGE, "%s", err.text);
	if (app->options.version) {
		puts("socklings " SOCKLINGS_VERSION);
		return STATUS_HELD;
	}
	if (c)
		return command_run(app, c, argv + at + 1);
	return app->options.help ? command_say_help(app, NULL) : start(app);
}

/* A full disk or a closed pipe behind standard output is told like any other failure. */
static int finish_output(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	return complain(
		STATUS_TOOL, "cannot write to standard output: %s", strerror(errno ? errno : EIO));
}

int main(int argc, char **argv)
{
	struct app app = { 0 };
	char *nothing[] = { (char *)"socklings", NULL, NULL };
	int status;

	setlocale(LC_CTYPE, ""); /* widths of characters; numbers and sentences stay as they are */
	app.columns = terminal_columns();
	app_catch_signals();
	stage_prepare();
	status = run(&app, argc > 0 ? argv : nothing);
	app_fini(&app);
	status = finish_output(status);
	stage_finish();
	return status;
}
