// SPDX-License-Identifier: MIT
/* manager_wait.c
 * The manager has nothing to do: until when, and what may end that.
 */
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "stage/manager.h"
#include "stage/quiet.h"

enum {
	LOOK_NS = 30000,	 /* so long nothing must stop before silence is looked for */
	LOOK_LATER_NS = 2000000, /* ... at most, when it was nearly there */
	UNTRACED_TICK_NS = 1000000,
};

/* ---- what is watched */

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
	manager_end(s, END_CANCELLED);
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
	case WATCH_STREAM: stream_flush(&s->stream, manager_age(s)); break;
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

/* ---- for how long */

static void earlier(uint64_t *at, uint64_t other)
{
	if (other < *at)
		*at = other;
}

/* Until when nothing need be done, if nothing happens. */
static uint64_t next_time(const struct stage *s, uint64_t now)
{
	uint64_t at = manager_deadline(s);

	if (s->stream.waiting.len && !s->stream.full)
		earlier(&at, s->stream.flushed_at + FLUSH_NS);
	if (s->over)
		earlier(&at, s->over_at + AFTER_PLAY_NS);
	if (!s->traced)
		earlier(&at, now + UNTRACED_TICK_NS);
	else
		earlier(&at, now + (s->told_quiet ? REST_TICK_NS : TICK_NS));
	return at > now ? at : now + 1;
}

static struct timespec until(uint64_t at, uint64_t now)
{
	uint64_t ns = at > now ? at - now : 0;

	return (struct timespec){ ns / NS_PER_SEC, ns % NS_PER_SEC };
}

/* How long the first looks wait: the program has just been let go, and will most likely stop again at once. Who is in no call cannot be silent, and
 * on this processor a look takes the time from it. */
static uint64_t look_after(const struct stage *s)
{
	uint64_t ns = (uint64_t)LOOK_NS << (s->looks < 8 ? s->looks : 8);

	if (s->tasks.count == 0 && s->looks == 0)
		return 0; /* there is nobody who could */
	if (quiet_somebody_computes(s))
		return LOOK_LATER_NS;
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

void manager_wait(struct stage *s)
{
	uint64_t now = manager_age(s);

	if (!s->traced) {
		wait_long(s, now);
		manager_look_untraced(s);
	} else if (s->told_quiet) {
		wait_long(s, now);
	} else if (!wait_for_stop(s, look_after(s))) {
		manager_look(s);
	}
}

/* Somebody has stopped, and somebody else is still under way. */
void manager_wait_for_turn(struct stage *s)
{
	wait_for_stop(s, LOOK_NS);
}

void manager_listen(struct stage *s)
{
	take_ready(s, s->inside, &(struct timespec){ 0 });
}
