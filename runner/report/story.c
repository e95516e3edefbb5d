// SPDX-License-Identifier: MIT
#include "report/story.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/tcp_states.h"
#include "timeline/sender.h"

const char *const story_detail_names[] = { "calls", "talk", "packets", "all" };
_Static_assert(ARRAY_LEN(story_detail_names) == STORY_DETAILS, "a name for every detail");

/* ---- from which detail on an event is told */

/* What a program does with its terminal and its own threads, not with sockets; that it prints is told by what was printed. */
static bool is_housekeeping(const struct call_event *c)
{
	bool on_stdio = c->fd >= 0 && c->fd <= 2 && c->fd_kind != FD_TCP && c->fd_kind != FD_UDP &&
			c->fd_kind != FD_LOCAL_STREAM && c->fd_kind != FD_LOCAL_DGRAM;

	if (c->id == CALL_WRITE || c->id == CALL_WRITEV)
		return on_stdio && c->fd != 0;
	return c->id == CALL_FUTEX || c->id == CALL_RESTART_SYSCALL ||
	       (c->id == CALL_IOCTL && on_stdio);
}

static enum story_detail of_call(const struct event *ev, const struct tcp_moment *m)
{
	const struct call_event *c = &ev->call;
	bool ends = c->id == CALL_EXIT_GROUP || c->id == CALL_EXIT;

	(void)m;
	if (c->flags & CALL_UNFINISHED && !ends)
		return STORY_CALLS; /* what it hangs in is always worth telling */
	if (c->flags & CALL_RUNTIME && !ends)
		return STORY_ALL;
	return is_housekeeping(c) ? STORY_ALL : STORY_CALLS;
}

static enum story_detail of_packet(const struct event *ev, const struct tcp_moment *m)
{
	const struct packet_event *p = &ev->packet;

	if (p->proto != PACKET_TCP || p->payload_len || (p->flags & (TCP_SYN | TCP_FIN | TCP_RST)))
		return STORY_TALK;
	return m && m->handshake_ack ? STORY_TALK : STORY_PACKETS;
}

static enum story_detail of_process(const struct event *ev, const struct tcp_moment *m)
{
	(void)m;
	if (ev->process.by_tool)
		return STORY_ALL;
	/* the call that forked says the same */
	return ev->process.what == PROCESS_FORKED || ev->process.what == PROCESS_THREAD
		       ? STORY_ALL
		       : STORY_CALLS;
}

static enum story_detail of_step(const struct event *ev, const struct tcp_moment *m)
{
	static const enum story_detail details[] = {
		[STEP_BEGAN] = STORY_ALL, [STEP_DONE] = STORY_PACKETS, [STEP_BROKE] = STORY_CALLS
	};

	(void)m;
	return details[ev->step.what];
}

static enum story_detail told(const struct event *ev, const struct tcp_moment *m)
{
	(void)ev;
	(void)m;
	return STORY_CALLS;
}

static enum story_detail told_with_packets(const struct event *ev, const struct tcp_moment *m)
{
	(void)ev;
	(void)m;
	return STORY_TALK;
}

static enum story_detail told_with_all(const struct event *ev, const struct tcp_moment *m)
{
	(void)ev;
	(void)m;
	return STORY_ALL;
}

static enum story_detail (*const details[])(const struct event *, const struct tcp_moment *) = {
	[EVENT_RUN] = told_with_all,
	[EVENT_CALL] = of_call,
	[EVENT_PACKET] = of_packet,
	[EVENT_SOCKET] = told_with_all,
	[EVENT_PROCESS] = of_process,
	[EVENT_OUTPUT] = told,
	[EVENT_MOVE] = told,
	[EVENT_STEP] = of_step,
	[EVENT_QUIET] = told_with_packets,
	[EVENT_SANITIZER] = told,
	[EVENT_DIAGNOSTIC] = told,
	[EVENT_NOTE] = told_with_packets,
	[EVENT_END] = told,
};
_Static_assert(ARRAY_LEN(details) == EVENT_KINDS, "a row for every kind");

enum story_detail story_detail_of(const struct event *ev)
{
	return details[ev->kind](ev, NULL);
}

/* ---- at which moment */

uint64_t story_broken_at(const struct timeline *tl)
{
	for (size_t i = timeline_count(tl); i-- > 0;) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_STEP && ev->step.what == STEP_BROKE)
			return ev->t0;
	}
	return UINT64_MAX;
}

/* What it brings is known when it returns: bytes, a connection, news. */
static bool told_at_return(const struct call_event *c)
{
	switch (c->id) {
	case CALL_ACCEPT:
	case CALL_ACCEPT4:
	case CALL_POLL:
	case CALL_PPOLL:
	case CALL_SELECT:
	case CALL_PSELECT6:
	case CALL_EPOLL_WAIT:
	case CALL_EPOLL_PWAIT:
	case CALL_EPOLL_PWAIT2:
	case CALL_WAIT4:
	case CALL_WAITID:
	case CALL_NANOSLEEP:
	case CALL_CLOCK_NANOSLEEP:
	case CALL_PAUSE:
	case CALL_RT_SIGSUSPEND:
	case CALL_RT_SIGTIMEDWAIT: return true;
	default: return calls[c->id].moves == CALL_MOVES_IN && c->fd >= 0;
	}
}

static uint64_t moment_of(const struct event *ev)
{
	if (ev->kind != EVENT_CALL)
		return ev->t0;
	if (ev->call.id == CALL_EXIT || ev->call.id == CALL_EXIT_GROUP)
		return ev->t0;
	if (ev->call.flags & CALL_UNFINISHED)
		return UINT64_MAX - 1; /* just before the end */
	return told_at_return(&ev->call) && ev->t1 > ev->t0 ? ev->t1 : ev->t0;
}

static int by_time(const void *a, const void *b)
{
	const struct story_item *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Everybody rested, and then somebody's next step made them go on: only the rest that ends a play is worth telling. */
static bool is_passing_rest(const struct timeline *tl, size_t i)
{
	if (timeline_at(tl, i)->kind != EVENT_QUIET)
		return false;
	for (i++; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_MOVE || ev->kind == EVENT_QUIET)
			return true;
		if (ev->kind == EVENT_STEP && ev->step.what == STEP_BROKE)
			return false;
	}
	return true;
}

/* The next call of the same thread; the number of events where there is none. */
static size_t next_call(const struct timeline *tl, size_t i)
{
	int tid = timeline_at(tl, i)->call.tid;

	for (i++; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_CALL && timeline_at(tl, i)->call.tid == tid)
			break;
	return i;
}

static bool is_call_on(const struct timeline *tl, size_t i, enum call_id id, int64_t fd)
{
	const struct event *ev = i < timeline_count(tl) ? timeline_at(tl, i) : NULL;

	return ev && ev->kind == EVENT_CALL && ev->call.id == id && ev->call.arg[0] == fd;
}

/* perror() writes to a copy of standard error: to make, look at and close that is the C library's affair. */
static void leave_perror_out(const struct timeline *tl, size_t dup, bool *left_out)
{
	int64_t copy = timeline_at(tl, dup)->call.ret;
	size_t look = next_call(tl, dup), end = look;

	if (copy < 0 || !is_call_on(tl, look, CALL_FCNTL, copy) ||
		timeline_at(tl, look)->call.arg[1] != F_GETFL)
		return;
	while (end < timeline_count(tl) && !is_call_on(tl, end, CALL_CLOSE, copy))
		end = next_call(tl, end);
	if (end == timeline_count(tl))
		return;
	left_out[dup] = left_out[look] = left_out[end] = true;
}

static bool *find_perrors(const struct timeline *tl)
{
	bool *left_out = xcalloc(timeline_count(tl) + 1, sizeof *left_out);

	for (size_t i = 0; i < timeline_count(tl); i++)
		if (is_call_on(tl, i, CALL_DUP, STDERR_FILENO))
			leave_perror_out(tl, i, left_out);
	return left_out;
}

void story_of(const struct timeline *tl, enum story_detail detail, struct story *out)
{
	struct tcp_moments moments;
	AUTO(freep) bool *left_out = find_perrors(tl);
	size_t cap = 0;

	*out = (struct story){ 0 };
	tcp_states_of(tl, &moments);
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (details[ev->kind](ev, tcp_moment_at(&moments, i)) > detail ||
			(detail < STORY_ALL && (left_out[i] || is_passing_rest(tl, i))))
			continue;
		grow(&out->items, &cap, out->count, sizeof *out->items);
		out->items[out->count++] =
			(struct story_item){ ev->kind == EVENT_END ? UINT64_MAX : moment_of(ev), ev,
				i };
	}
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, by_time);
	tcp_moments_free(&moments);
}

void story_free(struct story *s)
{
	free(s->items);
	*s = (struct story){ 0 };
}

/* ---- whose sockets */

static void own(struct story_owners *o, const struct address *a, int who)
{
	if (!a->family || (a->family == AF_UNIX && !a->path[0]) ||
		(a->family != AF_UNIX && !a->port))
		return;
	for (size_t i = 0; i < o->count; i++)
		if (o->list[i].who == who && address_equal(&o->list[i].address, a))
			return;
	grow(&o->list, &o->cap, o->count, sizeof *o->list);
	o->list[o->count++] = (struct story_owner){ *a, who };
}

void story_owners_of(const struct timeline *tl, struct story_owners *out)
{
	*out = (struct story_owners){ 0 };
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_CALL)
			own(out, &ev->call.local, ev->who);
		else if (ev->kind == EVENT_MOVE)
			own(out, &ev->move.local, ev->who);
	}
}

void story_owners_free(struct story_owners *o)
{
	free(o->list);
	*o = (struct story_owners){ 0 };
}

int story_owner(const struct story_owners *o, const struct address *a)
{
	struct address plain = address_unmapped(a);

	for (size_t i = 0; i < o->count; i++) {
		struct address own_plain = address_unmapped(&o->list[i].address);

		if (address_equal(&own_plain, &plain))
			return o->list[i].who;
	}
	for (size_t i = 0; i < o->count; i++)
		if (sender_same_end(&o->list[i].address, a))
			return o->list[i].who;
	return WHO_WIRE;
}
