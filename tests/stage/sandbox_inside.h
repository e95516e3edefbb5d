// SPDX-License-Identifier: MIT
/* sandbox_inside.h
 * Runs a function inside a sandbox, in a process forked for it, and brings back what it says. For
 * tests of the sandbox.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "stage/sandbox.h"

/* What a manager does, in short. `inside` returns 0 or an errno; -1 is for the world being
 * broken, with *said telling why. */
struct inside_run {
	const char *const *programs;
	bool namespaces, trace;
	int (*inside)(const struct sandbox *sb);
};

static inline int inside_child(const struct sandbox *sb, const struct sandbox_filter *filter,
	const struct inside_run *run, struct err *err)
{
	if (!sandbox_go_in(sb, err) || !sandbox_limit(sb, &sandbox_run_limits, err) ||
		!sandbox_give_up(sb, err) || !sandbox_filter_install(filter, err))
		return -1;
	return run->inside(sb);
}

static inline int inside_manager(const struct inside_run *run, struct err *err)
{
	struct sandbox_view view = {
		.programs = run->programs, .namespaces = run->namespaces, .network = true
	};
	struct sandbox_filter *filter = sandbox_filter_new(run->trace, err);
	struct sandbox *sb = filter ? sandbox_new(&view, err) : NULL;
	int status = 0, ends[2];
	int32_t result = -1;
	pid_t pid;

	if (!sb || pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		/* the result goes first: a text only follows what failed */
		result = inside_child(sb, filter, run, err);
		if (write(ends[1], &result, sizeof(result)) < 0 ||
			(result < 0 && write(ends[1], err->text, strlen(err->text)) < 0))
			_exit(2);
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], &result, sizeof(result)) == sizeof(result) && result < 0) {
		ssize_t n = read(ends[0], err->text, sizeof(err->text) - 1);
		err->text[n < 0 ? 0 : n] = '\0';
	}
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		result = 1000 + WTERMSIG(status);
	sandbox_free(sb);
	sandbox_filter_free(filter);
	return result;
}

/* 0, an errno, 1000 + a signal, or -1 with the reason in *err. */
static inline int run_inside(const struct inside_run *run, struct err *err)
{
	struct {
		int result;
		struct err err;
	} back = { -1, { "" } };
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		back.result = inside_manager(run, &back.err);
		_exit(write(ends[1], &back, sizeof(back)) == sizeof(back) ? 0 : 1);
	}
	close(ends[1]);
	if (read(ends[0], &back, sizeof(back)) != (ssize_t)sizeof(back))
		err_set(&back.err, "the manager died");
	close(ends[0]);
	waitpid(pid, NULL, 0);
	*err = back.err;
	return back.result;
}

static inline int nothing_inside(const struct sandbox *sb)
{
	(void)sb;
	return 0;
}

/* Where namespaces are refused these tests have nothing to look at, and say so. */
static inline bool namespaces_here(void)
{
	struct inside_run run = { .namespaces = true, .inside = nothing_inside };
	struct err err = { "" };

	if (run_inside(&run, &err) == 0)
		return true;
	print_message("skipped: no namespaces here: %s\n", err.text);
	return false;
}
