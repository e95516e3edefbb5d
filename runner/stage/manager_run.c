// SPDX-License-Identifier: MIT
/* manager_run.c
 * A run from its beginning to its end: the world is opened, played in, and left.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "stage/manager.h"
#include "stage/quiet.h"
#include "stage/tracer.h"

enum { LAST_SECONDS = 30, LAST_NICE = 10, DRIFT_NS = 100000 };

/* ---- the beginning */

/* How far the two clocks are apart. Whoever reads them may be interrupted in between, so the closest of some readings counts. */
static int64_t clocks_apart(void)
{
	uint64_t closest = UINT64_MAX;
	int64_t apart = 0;

	for (int i = 0; i < 5; i++) {
		uint64_t before = clock_steady_ns(), wall = clock_wall_ns();
		uint64_t took = clock_steady_ns() - before;

		if (took < closest) {
			closest = took;
			apart = (int64_t)(wall - before);
		}
	}
	return apart;
}

static void record_run(struct stage *s)
{
	struct event ev = { .kind = EVENT_RUN, .who = WHO_TOOL, .t0 = 0, .t1 = 0 };

	if (s->config.run)
		ev.run = *s->config.run;
	ev.run.wall_ns = s->wall0;
	ev.run.level = level_names[s->config.level];
	ev.run.seed = s->config.seed;
	ev.id = timeline_add(s->tl, &ev);
	stream_add(&s->stream, &ev);
}

/* Signals of the starter's (a terminal program) are not ours; its children's ends are. */
static bool take_signals(struct stage *s, struct err *err)
{
	for (int n = 1; n < NSIG; n++)
		signal(n, n == SIGPIPE ? SIG_IGN : SIG_DFL);
	sigemptyset(&s->stops);
	sigaddset(&s->stops, SIGCHLD);
	sigprocmask(SIG_SETMASK, &s->stops, NULL);
	s->signals = signalfd(-1, &s->stops, SFD_NONBLOCK | SFD_CLOEXEC);
	return s->signals >= 0 || err_sys(err, "no signalfd");
}

static bool open_world(struct stage *s, struct err *err)
{
	struct sandbox_view view = {
		.programs = s->config.programs,
		.namespaces = s->config.level == LEVEL_FULL,
		.network = true,
	};

	s->proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	s->inside = epoll_create1(EPOLL_CLOEXEC);
	s->outside = epoll_create1(EPOLL_CLOEXEC);
	if (s->proc < 0 || s->inside < 0 || s->outside < 0)
		return err_sys(err, "cannot open /proc and an epoll instance");
	s->sandbox = sandbox_new(&view, err);
	if (!s->sandbox)
		return false;
	s->shared->init = sandbox_init_pid(s->sandbox);
	/* Forgotten by the kernel when root became nobody. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (s->config.level != LEVEL_FULL)
		prctl(PR_SET_CHILD_SUBREAPER, 1); /* pid 1 of a sandbox would be */
	return true;
}

static bool open_eyes(struct stage *s, struct err *err)
{
	if (!take_signals(s, err))
		return false;
	manager_watch(s, s->signals, EPOLLIN, WATCH_SIGNALS, 0);
	manager_watch(s, s->control, EPOLLIN, WATCH_CONTROL, 0);
	if (s->config.level == LEVEL_FULL) {
		if (!capture_open(&s->capture, err))
			return false;
		manager_watch(s, s->capture.fd, EPOLLIN, WATCH_PACKETS, 0);
	}
	/* What cannot be asked is not told. */
	kernel_open(&s->kernel, NULL);
	if (s->config.lines && s->traced)
		s->lines = lines_new(s->proc);
	return true;
}

static void pin(struct stage *s)
{
	cpu_set_t set;

	sched_getaffinity(0, sizeof s->cpus, &s->cpus);
	if (s->config.cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET(s->config.cpu, &set);
	if (sched_setaffinity(0, sizeof set, &set) != 0)
		s->config.cpu = -1;
}

/* Taking a world down takes as long as playing in it. The next run, on the same processor, need not wait for that. */
static void step_aside(const struct stage *s)
{
	sched_setaffinity(0, sizeof s->cpus, &s->cpus);
	setpriority(PRIO_PROCESS, 0, LAST_NICE);
}

static void start(struct stage *s)
{
	struct err err = { "" };

	bool open;

	pin(s);
	prctl(PR_SET_TIMERSLACK, 1UL);
	open = open_world(s, &err) && open_eyes(s, &err);
	/* The run begins when its world is there: a machine that is slow to make one must not cost a program its time. */
	s->clocks_apart = clocks_apart();
	s->wall0 = clock_wall_ns();
	s->steady0 = clock_steady_ns();
	record_run(s);
	if (!open) {
		manager_trouble(s, "%s", err.text);
		return;
	}
	storm_start(&s->storm, s->config.storm, s->config.seed);
	s->playing = true;
	if (!s->player.begin(s->player.self, s, &err))
		manager_trouble(s, "%s", err.text);
	s->playing = false;
}

/* ---- the end */

static void note_what_is_missing(struct stage *s)
{
	int64_t drift = clocks_apart() - s->clocks_apart;

	if (s->calls_left_out)
		manager_note(s, WHO_TOOL, "%llu more calls of the same kind are left out",
			(unsigned long long)s->calls_left_out);
	if (s->packets_left_out)
		manager_note(s, WHO_TOOL, "%llu more packets are left out",
			(unsigned long long)s->packets_left_out);
	/* Packets are stamped with a clock that somebody may have set meanwhile. */
	if (llabs(drift) > DRIFT_NS)
		manager_note(s, WHO_TOOL, "the clock of this machine was set during the run");
}

static void record_ends(struct stage *s)
{
	for (size_t i = 0; i < s->program_count; i++) {
		struct program *p = s->programs[i];

		output_drain(s, p);
		launch_report_sanitizer(s, p);
		launch_record_killed(s, p);
	}
}

static void record_end(struct stage *s)
{
	struct event ev = { .kind = EVENT_END, .who = WHO_TOOL };

	ev.end.how = s->how;
	ev.end.text = s->trouble;
	ev.end.packets_lost = capture_lost(&s->capture);
	for (size_t i = 0; i < s->program_count; i++)
		ev.end.output_lost += s->programs[i]->lost;
	ev.end.rested_ns = manager_rested(s);
	ev.end.busy_ns = s->own_time + s->repeats_ns;
	for (size_t i = 0; i < s->tasks.count; i++)
		ev.end.busy_ns += quiet_spent(s, s->tasks.list[i]);
	ev.end.busy_ns = min_size(ev.end.busy_ns, manager_age(s)); /* repeats may be in both */
	stage_record(s, &ev);
}

static void finish(struct stage *s)
{
	tracer_record_unfinished(s);
	manager_packets(s);
	record_ends(s);
	note_what_is_missing(s);
	record_end(s);
	stream_finish(&s->stream);
	/* The starter has all it needs, and waits for nobody: taking a network down costs tens of milliseconds. */
	step_aside(s);
	alarm(LAST_SECONDS);
	launch_kill_all(s);
	sandbox_free(s->sandbox);
	/* Whoever is left unburied would be left to the starter. */
	while (waitpid(-1, NULL, __WALL) > 0)
		continue;
}

_Noreturn void manager_run(const struct stage_config *config, const struct stage_player *player,
	const struct sandbox_filter *filter, const struct manager_ends *ends)
{
	struct stage s = {
		.config = *config,
		.player = *player,
		.filter = filter,
		.shared = ends->shared,
		.traced = config->level != LEVEL_BARE && !config->leaks,
		.tl = timeline_new(),
		.stream = { .fd = ends->stream },
		.control = ends->control,
		.capture = { .fd = -1 },
		.kernel = { .fd = -1 },
	};

	start(&s);
	manager_loop(&s);
	finish(&s);
	_exit(0);
}
