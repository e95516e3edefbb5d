// SPDX-License-Identifier: MIT
/* stage.c
 * The starter's side: a manager is forked, its events are read, and it is buried.
 */
#include "stage/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage/manager.h"
#include "stage/runtimes.h"
#include "stage/walks.h"

enum { PIPE_BYTES = 1 << 20, CHUNK = 65536, OURS = 3, FINISH_SECONDS = 3 };

struct stage_run {
	pid_t manager;
	int events, control; /* control: closed to cancel */
	struct stage_shared *shared;
	struct buf in;
	bool ended; /* its last event has been seen */
	bool died;  /* ... which we had to make */
	bool cancelled;
	bool shares_ports; /* with the next run: this one must be gone before that begins */
};

/* The kernel switches time stamping on for all as soon as anybody wants it, but not at once: whoever wants exact packets must have
 * asked before. The socket stays open for that alone. */
static void switch_stamping_on(void)
{
	int on = 1, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

void stage_prepare(void)
{
	switch_stamping_on();
	/* What a manager leaves behind when it is killed must be buried by us: pid 1 may take its time. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static volatile sig_atomic_t patience_ended;

static void end_patience(int signal)
{
	(void)signal;
	patience_ended = true;
}

void stage_finish(void)
{
	const struct sigaction action = { .sa_handler = end_patience };
	/* again and again, for the first may come just before the waiting */
	const struct itimerval patience = { { 0, 100000 }, { FINISH_SECONDS, 0 } };

	/* Of whom nobody has taken leave sees by it that nobody will. */
	close_range(OURS, ~0U, 0);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &patience, NULL);
	while (!patience_ended && (waitpid(-1, NULL, __WCLONE) > 0 || errno == EINTR))
		continue;
}

/* ---- in the new process */

/* Nothing of the starter's is held open by a run, and a run's own pipes have the first numbers. */
static void keep_only(struct manager_ends *ends, int kept_fd)
{
	int nothing = open("/dev/null", O_RDWR);
	int stream = fcntl(ends->stream, F_DUPFD, OURS + 2), control;

	control = fcntl(ends->control, F_DUPFD, OURS + 2);
	dup2(nothing, 0);
	dup2(nothing, 1);
	if (isatty(2))
		dup2(nothing, 2);
	dup3(stream, OURS, O_CLOEXEC);
	dup3(control, OURS + 1, O_CLOEXEC);
	if (kept_fd > OURS + 2)
		close_range(OURS + 2, kept_fd - 1, 0);
	close_range(kept_fd > OURS + 2 ? kept_fd + 1 : OURS + 2, ~0U, 0);
	ends->stream = OURS;
	ends->control = OURS + 1;
	fcntl(ends->stream, F_SETFL, O_NONBLOCK);
}

static _Noreturn void be_manager(const struct stage_config *config,
	const struct stage_player *player, const struct sandbox_filter *filter,
	struct manager_ends ends, pid_t starter)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != starter)
		_exit(1);
	setsid(); /* the terminal's signals are the starter's */
	keep_only(&ends, config->kept_fd);
	prctl(PR_SET_NAME, "socklings-stage");
	manager_run(config, player, filter, &ends);
}

/* ---- starting */

/* Made once: it takes libseccomp a millisecond, and it is the same for every run. */
static const struct sandbox_filter *filter_for(bool trace, struct err *err)
{
	static struct sandbox_filter *made[2];

	if (!made[trace])
		made[trace] = sandbox_filter_new(trace, err);
	return made[trace];
}

/* A child without an exit signal: a wait() elsewhere in the program neither sees it nor takes it from us, and ours (with __WCLONE) takes no
 * child of theirs. */
static pid_t fork_silent(void)
{
	return syscall(SYS_clone, 0, NULL, NULL, NULL, 0);
}

static void bury(void)
{
	while (waitpid(-1, NULL, __WCLONE | WNOHANG) > 0)
		continue;
}

static bool open_pipes(int events[2], int control[2], struct err *err)
{
	if (pipe2(events, O_CLOEXEC) != 0)
		return err_sys(err, "no pipe to a stage");
	if (pipe2(control, O_CLOEXEC) != 0) {
		err_sys(err, "no pipe to a stage");
		close(events[0]);
		close(events[1]);
		return false;
	}
	fcntl(events[1], F_SETPIPE_SZ, PIPE_BYTES);
	fcntl(events[0], F_SETFL, O_NONBLOCK);
	return true;
}

static bool fork_manager(struct stage_run *r, const struct stage_config *config,
	const struct stage_player *player, struct err *err)
{
	bool trace = config->level != LEVEL_BARE && !config->leaks;
	const struct sandbox_filter *filter = filter_for(trace, err);
	int events[2], control[2];
	pid_t starter = getpid();

	if (!filter || !open_pipes(events, control, err))
		return false;
	r->manager = fork_silent();
	if (r->manager == 0)
		be_manager(config, player, filter,
			(struct manager_ends){ events[1], control[0], r->shared }, starter);
	close(events[1]);
	close(control[0]);
	r->events = events[0];
	r->control = control[1];
	return r->manager > 0 || err_sys(err, "cannot start a process for the stage");
}

struct stage_run *stage_start(
	const struct stage_config *config, const struct stage_player *player, struct err *err)
{
	struct stage_run *r = xcalloc(1, sizeof *r);

	bury();
	runtimes_prepare();
	walks_prepare();
	r->events = r->control = -1;
	r->shares_ports = config->level != LEVEL_FULL;
	r->shared = mmap(
		NULL, sizeof *r->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r->shared != MAP_FAILED && fork_manager(r, config, player, err))
		return r;
	if (r->shared == MAP_FAILED)
		err_sys(err, "no memory for a stage");
	stage_run_free(r);
	return NULL;
}

/* ---- reading */

int stage_run_fd(const struct stage_run *r)
{
	return r->events;
}

struct reader {
	struct timeline *tl;
	void (*seen)(void *context, const struct event *ev);
	void *context;
};

static void take(struct stage_run *r, const struct reader *to, const struct event *ev)
{
	timeline_add(to->tl, ev);
	r->ended |= ev->kind == EVENT_END;
	if (to->seen)
		to->seen(to->context, ev);
}

static void end_for(
	struct stage_run *r, const struct reader *to, enum end_how how, const char *text)
{
	struct event ev = {
		.kind = EVENT_END, .who = WHO_TOOL, .end = { .how = how, .text = text }
	};
	size_t n = timeline_count(to->tl);

	if (n)
		ev.t0 = ev.t1 = timeline_at(to->tl, n - 1)->t0;
	take(r, to, &ev);
}

static void take_whole_ones(struct stage_run *r, const struct reader *to)
{
	size_t at = 0, used;
	struct event ev;
	int got = 0;

	while (!r->ended && at < r->in.len) {
		struct bytes rest = { (uint8_t *)r->in.data + at, r->in.len - at };

		got = event_unpack(rest, &ev, &used);
		if (got != 1)
			break;
		at += used;
		take(r, to, &ev);
	}
	buf_drop_front(&r->in, at);
	if (got < 0)
		end_for(r, to, END_TOOL, "the stage sent something that is no event");
}

/* The manager is gone without a last word. */
static void explain_death(struct stage_run *r, const struct reader *to)
{
	AUTO(freep) char *text = NULL;
	int status = 0;

	r->died = true;
	waitpid(r->manager, &status, __WCLONE);
	if (WIFSIGNALED(status))
		text = xasprintf("the stage died of signal %d (%s)", WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	else
		text = xasprintf("the stage ended with status %d", WEXITSTATUS(status));
	end_for(r, to, r->cancelled ? END_CANCELLED : END_TOOL, text);
}

bool stage_run_read(struct stage_run *r, struct timeline *tl,
	void (*seen)(void *context, const struct event *ev), void *context)
{
	struct reader to = { tl, seen, context };
	char chunk[CHUNK];
	ssize_t n = -1;

	while (!r->ended && (n = read(r->events, chunk, sizeof chunk)) > 0) {
		buf_add(&r->in, chunk, n);
		take_whole_ones(r, &to);
	}
	if (!r->ended && n == 0)
		explain_death(r, &to);
	return !r->ended;
}

void stage_run_cancel(struct stage_run *r)
{
	r->cancelled = true;
	closep(&r->control);
}

/* ---- burying */

/* Orphans of a killed manager are ours now: pid 1 of the sandbox, who takes all others with it, and the programs it had started. */
static void bury_orphans(const struct stage_run *r)
{
	if (r->shared->init > 0)
		kill(r->shared->init, SIGKILL);
	for (size_t i = 0; i < SHARED_PIDS; i++)
		if (r->shared->programs[i] > 0)
			waitpid(r->shared->programs[i], NULL, __WALL);
	if (r->shared->init > 0)
		waitpid(r->shared->init, NULL, __WALL);
}

void stage_run_free(struct stage_run *r)
{
	if (!r)
		return;
	/* One that still plays sees by its pipes that nobody wants it any more. */
	closep(&r->events);
	closep(&r->control);
	if (r->manager > 0 && !r->ended && r->shares_ports)
		waitpid(r->manager, NULL, __WCLONE);
	if (r->died)
		bury_orphans(r);
	if (r->shared && r->shared != MAP_FAILED)
		munmap(r->shared, sizeof *r->shared);
	buf_free(&r->in);
	free(r);
	bury();
}
