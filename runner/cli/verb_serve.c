// SPDX-License-Identifier: MIT
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "check/check.h"
#include "check/relay.h"
#include "cli/command.h"
#include "report/trace.h"
#include "stage/probe.h"

struct serve_options {
	int64_t port;
	const char *host;
	bool mine;
	int detail;
};

static const struct option_row rows[] = {
	{ "port", 'p', OPTION_NUMBER, offsetof(struct serve_options, port), "N",
		"the port to be talked to at (8080; 0 lets the kernel choose)", .min = 0,
		.max = 65535, .fallback = 8080 },
	{ "host", 0, OPTION_TEXT, offsetof(struct serve_options, host), "ADDRESS",
		"the address of this machine to serve at (127.0.0.1)" },
	{ "mine", 0, OPTION_FLAG, offsetof(struct serve_options, mine), NULL,
		"your own program instead of the reference" },
	{ "detail", 0, OPTION_WORD, offsetof(struct serve_options, detail), "HOW",
		"how much is told", .words = story_detail_names, .word_count = STORY_DETAILS },
};

struct serving {
	const struct relay *relay;
	struct trace_options how;
};

static void print_event(void *context, const struct event *ev)
{
	const struct serving *s = context;
	AUTO(buf_free) struct buf line = { 0 };

	trace_line(&line, relay_timeline(s->relay), ev, &s->how);
	if (line.len)
		puts(buf_str(&line));
	fflush(stdout);
}

/* Until Ctrl-C, or until the server ends by itself. */
static bool follow(struct relay *relay, const struct serve_options *o)
{
	struct serving s = { relay,
		{ o->detail < 0 ? STORY_CALLS : (enum story_detail)o->detail, NULL } };
	struct pollfd fd = { relay_fd(relay), POLLIN, 0 };

	bool stopped = false;

	for (;;) {
		if (!stopped && app_stopped(NULL)) {
			stopped = true;
			relay_stop(relay);
		}
		if (poll(&fd, 1, -1) > 0 && !relay_read(relay, print_event, &s))
			return stopped;
	}
}

static int serve(struct app *app, const struct relay_spec *spec, const struct serve_options *o)
{
	const struct exercise *e = spec->exercise;
	const char *udp = e->program.datagram ? "-u " : "";
	struct relay *relay;
	struct err err;
	bool stopped;

	relay = relay_start(spec, &err);
	if (!relay)
		return complain(STATUS_TOOL, "%s", err.text);
	say(app,
		"%s of %s serves at %s port %u. Talk to it from another terminal: nc %s%s %u. "
		"Ctrl-C ends it.",
		o->mine ? "Your program" : "The reference", e->id, spec->host, relay_port(relay),
		udp, spec->host, relay_port(relay));
	fflush(stdout);
	stopped = follow(relay, o);
	relay_free(relay);
	say(app, stopped ? "Stopped; nothing is left running." : "The server has ended.");
	return STATUS_HELD;
}

static char *program_of(struct app *app, struct checker *checker, const struct exercise *e,
	bool mine, struct err *err)
{
	AUTO(freep) char *file = NULL;

	if (!mine)
		return checker_compile(checker, e->solution_path, err);
	if (!app_workspace(app, err) || !workspace_file(app->workspace, e, err))
		return NULL;
	file = workspace_path(app->workspace, e);
	return checker_compile(checker, file, err);
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct serve_options *o = options;
	AUTO(freep) char *program = NULL;
	struct relay_spec spec = {
		.name = o->mine ? "server" : "reference",
		.host = o->host ? o->host : "127.0.0.1",
		.port = (uint16_t)o->port,
	};
	const struct exercise *e;
	struct checker *checker;
	struct err err;
	int status;

	e = app_exercise(app, words[0], &err);
	if (!e)
		return complain(app->course ? STATUS_USAGE : STATUS_TOOL, "%s", err.text);
	spec.exercise = e;
	if (!relay_takes(&spec, &err))
		return complain(STATUS_USAGE, "%s", err.text);
	app_be_at(app, e);
	checker = checker_new(app->course, &err);
	if (!checker)
		return complain(STATUS_TOOL, "%s", err.text);
	program = program_of(app, checker, e, o->mine, &err);
	spec.program = program;
	spec.level = probe_level(NULL);
	status = program ? serve(app, &spec, o) : complain(STATUS_TOOL, "%s", err.text);
	checker_free(checker);
	return status;
}

const struct command command_serve = {
	.name = "serve",
	.usage = "[EXERCISE]",
	.summary = "Run the reference server on the real loopback, to be talked to by hand",
	.about = "What is said is shown as it is said. The server itself runs in its private "
		 "network; only this one door leads to it.",
	.example = "socklings serve 9.1 --port 8080",
	.example_does = "Then, in another terminal: nc 127.0.0.1 8080",
	.takes = TAKES_EXERCISE,
	.most = 1,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct serve_options),
	.run = run,
};
