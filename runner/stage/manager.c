// SPDX-License-Identifier: MIT
#include "stage/manager.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "stage/quiet.h"
#include "stage/tracer.h"

enum {
	LOOK_NS = 30000,	 /* so long nothing must stop before silence is looked for */
	LOOK_LATER_NS = 2000000, /* ... at most, when it was nearly there */
	TICK_NS = 20000000,	 /* how often a busy run is looked at */
	UNTRACED_TICK_NS = 1000000,
	UNTRACED_QUIET_NS = 300000000,
	FLUSH_NS = 4000000,
	AFTER_PLAY_NS = 200000000,
	ROUNDS_MAX = 1000,     /* of the player, before others get their turn */
	PACKETS_WHOLE = 10000, /* after so many only their headers are kept */
	PACKETS_MAX = 100000,
	HEADERS = 128,
	LAST_SECONDS = 30,
	OWN_TIME_MOST = 2, /* times the deadline */
};

/* ---- recording */

uint64_t stage_now(const struct stage *s)
{
	return clock_wall_ns() - s->wall0;
}

/* For all that is waited for: this clock nobody sets. */
static uint64_t age(const struct stage *s)
{
	return clock_steady_ns() - s->steady0;
}

const struct timeline *stage_timeline(const struct stage *s)
{
	return s->tl;
}

const struct stage_config *stage_config_of(const struct stage *s)
{
	return &s->config;
}

uint32_t stage_record(struct stage *s, struct event *ev)
{
	if (ev->t0 == 0 && ev->t1 == 0)
		ev->t0 = ev->t1 = stage_now(s);
	ev->id = timeline_add(s->tl, ev);
	stream_add(&s->stream, ev);
	if (ev->kind == EVENT_STEP && ev->step.what == STEP_BROKE)
		s->broke = true;
	if (ev->kind == EVENT_MOVE)
		watched_actor(s, ev);
	return ev->id;
}

void manager_note(struct stage *s, int who, const char *fmt, ...)
{
	char text[256];
	struct event ev = { .kind = EVENT_NOTE, .who = who, .note = { text } };
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	stage_record(s, &ev);
}

static void end(struct stage *s, enum end_how how)
{
	if (s->ended)
		return;
	s->ended = true;
	s->how = how;
}

void manager_trouble(struct stage *s, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (!s->trouble)
		s->trouble = xstrdup(text);
	end(s, END_TOOL);
}

void manager_active(struct stage *s)
{
	s->active_at = age(s);
	if (s->told_quiet)
		s->rested_at = s->active_at;
	s->told_quiet = false;
	s->looks = 0;
	s->slept_sum = 0;
}

/* ---- catching up */

/* A bare acknowledgement moves nobody. */
static bool moves_somebody(const struct packet_event *p)
{
	return p->proto != PACKET_TCP || p->payload_len > 0 ||
	       (p->flags & (TCP_SYN | TCP_FIN | TCP_RST));
}

static void take_packet(void *context, const struct packet_event *p, uint64_t wall_ns)
{
	struct stage *s = context;
	struct event ev = { .kind = EVENT_PACKET, .who = WHO_WIRE, .packet = *p };

	if (watched_packet(s, p))
		s->sample = true;
	if (moves_somebody(p))
		manager_active(s);
	if (++s->packets_seen > PACKETS_MAX)
		return;
	if (s->packets_seen > PACKETS_WHOLE)
		ev.packet.raw.len = min_size(ev.packet.raw.len, HEADERS);
	ev.t0 = ev.t1 = wall_ns > s->wall0 ? wall_ns - s->wall0 : 1;
	stage_record(s, &ev);
}

size_t manager_packets(struct stage *s)
{
	return capture_drain(&s->capture, take_packet, s);
}

static void read_streams(struct stage *s)
{
	for (size_t i = 0; i < s->program_count; i++) {
		if (s->programs[i]->feed.len)
			output_feed(s, s->programs[i]); /* it may have made room */
		if (s->programs[i]->unread && output_drain(s, s->programs[i]))
			manager_active(s);
	}
}

static bool let_player(struct stage *s)
{
	bool moved;

	if (s->over || s->playing || s->ended)
		return false;
	s->playing = true;
	tracer_give_way(s, true);
	moved = s->player.advance(s->player.self, s);
	tracer_give_way(s, false);
	if (s->player.over(s->player.self)) {
		s->over = true;
		s->over_at = age(s);
	}
	s->playing = false;
	if (moved)
		manager_active(s);
	return moved;
}

void manager_settle(struct stage *s)
{
	int rounds = 0;

	if (s->playing)
		return;
	do {
		read_streams(s);
		manager_packets(s);
		if (s->sample) {
			s->sample = false;
			watched_sample(s);
		}
	} while (let_player(s) && ++rounds < ROUNDS_MAX);
}

/* ---- silence */

static void record_quiet(struct stage *s, enum quiet_what what)
{
	struct event ev = { .kind = EVENT_QUIET, .who = WHO_TOOL, .quiet = { what } };

	tracer_record_unfinished(s);
	stage_record(s, &ev);
}

static void tell_player(struct stage *s, enum quiet_what what, bool paced)
{
	bool moved;

	s->playing = true;
	tracer_give_way(s, true);
	moved = s->player.quiet(s->player.self, s, what, paced);
	tracer_give_way(s, false);
	s->playing = false;
	if (moved)
		manager_active(s);
	manager_settle(s);
}

static void at_rest(struct stage *s, enum quiet_what what)
{
	s->rested_at = age(s);
	if (s->storm.kind && storm_release(s)) {
		manager_active(s);
		return;
	}
	s->told_quiet = true;
	if (s->over)
		return;
	record_quiet(s, what);
	tell_player(s, what, false);
}

static bool anybody_runs(const struct stage *s)
{
	for (size_t i = 0; i < s->program_count; i++)
		if (s->programs[i]->pid)
			return true;
	return false;
}

/* Without tracing nobody knows what a program waits for; a third of a second without a sign of life must do. */
static void look_untraced(struct stage *s)
{
	manager_settle(s);
	if (s->over && !anybody_runs(s))
		s->told_quiet = true;
	if (!s->told_quiet && age(s) - s->active_at > UNTRACED_QUIET_NS)
		at_rest(s, QUIET_ASLEEP);
}

/* Nothing has stopped for a moment. */
static void look(struct stage *s)
{
	enum quiet q;

	s->looks++;
	if (!quiet_calls_sleep(s))
		return;
	manager_settle(s);
	if (s->looks == 0 || s->told_quiet || s->ended)
		return; /* something happened after all */
	q = quiet_look(s);
	if (q < QUIET_BY_TIMER || s->looks == 0 || let_player(s))
		return;
	at_rest(s, q == QUIET_BY_TIMER ? QUIET_TIMER : QUIET_ASLEEP);
}

/* ---- waiting */

bool manager_watch(struct stage *s, int fd, uint32_t events, enum watch_kind kind, uint32_t number)
{
	bool inside = kind == WATCH_SIGNALS || kind == WATCH_CONTROL || kind == WATCH_STREAM;
	struct epoll_event ev = { events, { .u64 = (uint64_t)kind << 32 | number } };

	return epoll_ctl(inside ? s->inside : s->outside, EPOLL_CTL_ADD, fd, &ev) == 0;
}

void stage_watch(struct stage *s, int fd)
{
	manager_watch(s, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, WATCH_PLAYER, fd);
}

static void on_signals(struct stage *s)
{
	struct signalfd_siginfo info;

	/* There is never more than one: those that come meanwhile are the same. */
	if (read(s->signals, &info, sizeof info) < 0)
		return;
}

/* The starter says nothing but that it wants no more; or it is gone. */
static void on_control(struct stage *s)
{
	end(s, END_CANCELLED);
}

static void on_program(struct stage *s, uint32_t number)
{
	struct program *p = s->programs[number];

	launch_listen(s, p);
	output_feed(s, p);
	p->unread = true;
}

static void on_ready(struct stage *s, uint64_t what)
{
	switch ((enum watch_kind)(what >> 32)) {
	case WATCH_SIGNALS: on_signals(s); break;
	case WATCH_CONTROL: on_control(s); break;
	case WATCH_STREAM: stream_flush(&s->stream, age(s)); break;
	case WATCH_PROGRAM: on_program(s, what); break;
	case WATCH_PACKETS:
	case WATCH_PLAYER: break; /* settling looks at both */
	}
}

static int take_ready(struct stage *s, int epoll, const struct timespec *wait)
{
	struct epoll_event ready[16];
	int n = epoll_pwait2(epoll, ready, ARRAY_LEN(ready), wait, NULL);

	for (int i = 0; i < n; i++)
		on_ready(s, ready[i].data.u64);
	return n > 0 ? n : 0;
}

/* For a program to stop; true if one did. Nothing else is looked at: one system call, as often as a program makes one. */
static bool wait_for_stop(struct stage *s, uint64_t ns)
{
	struct timespec wait = { ns / NS_PER_SEC, ns % NS_PER_SEC };

	return sigtimedwait(&s->stops, NULL, &wait) > 0;
}

static void earlier(uint64_t *at, uint64_t other)
{
	if (other < *at)
		*at = other;
}

/* The time that following the program takes is not the program's: a program of very many calls would lose most of it. */
static uint64_t deadline(const struct stage *s)
{
	return s->config.deadline_ns + min_size(s->own_time, s->config.deadline_ns * OWN_TIME_MOST);
}

/* Until when nothing need be done, if nothing happens. */
static uint64_t next_time(const struct stage *s, uint64_t now)
{
	uint64_t at = deadline(s);

	if (s->stream.waiting.len && !s->stream.full)
		earlier(&at, s->stream.flushed_at + FLUSH_NS);
	if (s->over)
		earlier(&at, s->over_at + AFTER_PLAY_NS);
	if (!s->traced)
		earlier(&at, now + UNTRACED_TICK_NS);
	else if (!s->told_quiet)
		earlier(&at, now + TICK_NS);
	return at > now ? at : now + 1;
}

static struct timespec until(uint64_t at, uint64_t now)
{
	uint64_t ns = at > now ? at - now : 0;

	return (struct timespec){ ns / NS_PER_SEC, ns % NS_PER_SEC };
}

/* How long the first looks wait: the program has just been let go, and will most likely stop again at once. */
static uint64_t look_after(const struct stage *s)
{
	uint64_t ns = (uint64_t)LOOK_NS << (s->looks < 8 ? s->looks : 8);

	if (s->tasks.count == 0 && s->looks == 0)
		return 0; /* there is nobody who could */
	return ns < LOOK_LATER_NS ? ns : LOOK_LATER_NS;
}

static void wait_long(struct stage *s, uint64_t now)
{
	struct timespec wait = until(next_time(s, now), now), none = { 0 };
	struct pollfd fds[] = { { .fd = s->inside, .events = POLLIN },
		{ .fd = s->outside, .events = POLLIN } };

	if (ppoll(fds, ARRAY_LEN(fds), &wait, NULL) <= 0)
		return;
	if (fds[0].revents)
		take_ready(s, s->inside, &none);
	if (fds[1].revents && take_ready(s, s->outside, &none))
		manager_settle(s);
}

static void wait_for_something(struct stage *s)
{
	uint64_t now = age(s);

	if (!s->traced) {
		wait_long(s, now);
		look_untraced(s);
	} else if (s->told_quiet) {
		wait_long(s, now);
	} else if (!wait_for_stop(s, look_after(s))) {
		look(s);
	}
}

/* Somebody has stopped, and somebody else is still under way. */
static void wait_for_turn(struct stage *s)
{
	wait_for_stop(s, LOOK_NS);
}

/* ---- what is done in any case */

static void meet_deadline(struct stage *s)
{
	tracer_record_unfinished(s);
	if (!s->over)
		s->player.deadline(s->player.self, s);
	end(s, END_DEADLINE);
}

/* A program that never rests: the play must not depend on its doing so. */
static void pace(struct stage *s, uint64_t now)
{
	s->rested_at = now;
	if (s->storm.kind)
		storm_release(s);
	tell_player(s, QUIET_TIMER, true);
}

static void keep_house(struct stage *s)
{
	uint64_t now = age(s);

	if (s->stream.waiting.len && !s->stream.full && now > s->stream.flushed_at + FLUSH_NS)
		stream_flush(&s->stream, now);
	if (s->stream.full && !s->stream_watched)
		s->stream_watched =
			manager_watch(s, s->stream.fd, EPOLLOUT | EPOLLET, WATCH_STREAM, 0);
	if (now > s->watched_at + TICK_NS) {
		s->watched_at = now;
		launch_watch_memory(s);
	}
	if (now > s->looked_in_at + FLUSH_NS) {
		s->looked_in_at = now;
		take_ready(s, s->inside, &(struct timespec){ 0 });
	}
	if (now > deadline(s))
		meet_deadline(s);
	else if (s->over && (s->told_quiet || now > s->over_at + AFTER_PLAY_NS))
		end(s, s->broke ? END_BROKE : END_PLAYED);
	else if (s->traced && !s->told_quiet && !s->over && now > s->rested_at + TICK_NS)
		pace(s, now);
}

static void loop(struct stage *s)
{
	s->rested_at = s->active_at = age(s);
	manager_settle(s);
	while (!s->ended) {
		uint64_t began = clock_steady_ns();
		enum collected c = tracer_collect(s);

		if (c == COLLECTED_SOME)
			manager_active(s);
		if (!s->ended)
			keep_house(s);
		s->own_time += clock_steady_ns() - began;
		if (!s->ended && c == COLLECTED_LATER)
			wait_for_turn(s);
		else if (!s->ended)
			wait_for_something(s);
	}
}

/* ---- the beginning */

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

static void pin(const struct stage *s)
{
	cpu_set_t set;

	if (s->config.cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET(s->config.cpu, &set);
	sched_setaffinity(0, sizeof set, &set);
}

static void start(struct stage *s)
{
	struct err err = { "" };

	bool open;

	pin(s);
	prctl(PR_SET_TIMERSLACK, 1UL);
	open = open_world(s, &err) && open_eyes(s, &err);
	/* The run begins when its world is there: a machine that is slow to make one must not cost a program its time. */
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
	int64_t drift = (int64_t)(stage_now(s) - age(s));

	if (s->calls_left_out)
		manager_note(s, WHO_TOOL, "%llu more calls of the same kind are left out",
			(unsigned long long)s->calls_left_out);
	if (s->packets_seen > PACKETS_MAX)
		manager_note(s, WHO_TOOL, "%llu more packets are left out",
			(unsigned long long)(s->packets_seen - PACKETS_MAX));
	/* Packets are stamped with a clock that somebody may have set meanwhile. */
	if (llabs(drift) > 100000)
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
	loop(&s);
	finish(&s);
	_exit(0);
}
