// SPDX-License-Identifier: MIT
/* Mistakes of programs that serve several clients at once: with processes, with threads, with one
 * loop. */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>

#include "judge/mistakes/rules.h"

static const struct event *next_process(const struct facts *f, size_t *at, enum process_what what)
{
	const struct timeline *tl = f->c->timeline;

	for (; *at < timeline_count(tl); ++*at) {
		const struct event *ev = timeline_at(tl, *at);

		if (ev->kind == EVENT_PROCESS && ev->who == WHO_YOU && ev->process.what == what) {
			++*at;
			return ev;
		}
	}
	return NULL;
}

/* ---- processes */

static bool forked(const struct facts *f, int parent, uint64_t from, uint64_t to)
{
	const struct event *ev;

	for (size_t at = 0; (ev = next_process(f, &at, PROCESS_FORKED));)
		if (ev->process.parent == parent && ev->t0 >= from && ev->t0 <= to)
			return true;
	return false;
}

static bool pid_uses(const struct facts *f, const struct sock *s, int pid)
{
	for (long i = s->first; i >= 0; i = next_on_socket(f, i))
		if (call_at(f, i)->pid == pid)
			return true;
	return false;
}

static int parent_of(const struct facts *f, int pid)
{
	const struct event *ev;

	for (size_t at = 0; (ev = next_process(f, &at, PROCESS_FORKED));)
		if (ev->process.pid == pid)
			return ev->process.parent;
	return 0;
}

static bool has_called(const struct facts *f, int pid, bool (*is)(const struct call_event *k))
{
	for (size_t i = 0; i < f->count; i++)
		if (call_at(f, i)->pid == pid && is(call_at(f, i)))
			return true;
	return false;
}

static bool is_wait(const struct call_event *k)
{
	return k->id == CALL_WAIT4 || k->id == CALL_WAITID;
}

static bool minds_children(const struct call_event *k)
{
	return k->id == CALL_RT_SIGACTION && k->arg[0] == SIGCHLD;
}

enum { GENERATIONS = 16 }; /* a number may come round again */

/* The parent looks after its children: it waits for them, or it or those that it comes from have
 * said what is to become of them, which is inherited. */
static bool collects(const struct facts *f, int pid)
{
	if (has_called(f, pid, is_wait))
		return true;
	for (int n = 0; pid && n < GENERATIONS; n++, pid = parent_of(f, pid))
		if (has_called(f, pid, minds_children))
			return true;
	return false;
}

/* When process `pid` let go of a socket: it closed it, or ended. UINT64_MAX: it has it still. */
static uint64_t let_go(const struct facts *f, const struct sock *s, int pid)
{
	const struct timeline *tl = f->c->timeline;

	for (long i = s->first; i >= 0; i = next_on_socket(f, i))
		if (call_at(f, i)->pid == pid && call_at(f, i)->id == CALL_CLOSE)
			return f->calls[i]->t1;
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_PROCESS && ev->process.pid == pid && !ev->process.by_tool &&
			ev->process.tid == pid &&
			(ev->process.what == PROCESS_EXITED || ev->process.what == PROCESS_KILLED))
			return ev->t0;
	}
	return UINT64_MAX;
}

/* When the last of those who used it had let go of it. */
static uint64_t all_let_go(const struct facts *f, const struct sock *s)
{
	uint64_t last = 0;

	for (long i = s->first; i >= 0; i = next_on_socket(f, i)) {
		uint64_t when = let_go(f, s, call_at(f, i)->pid);

		last = when > last ? when : last;
	}
	return last;
}

/* What the other end was sent, or noticed: shutdown() tells it the end whoever keeps the socket, and there
 * are ways to close one that are no close(). */
static bool has_hung_up(const struct facts *f, const struct sock *s)
{
	const struct timeline *tl = f->c->timeline;

	for (long i = s->first; i >= 0; i = next_on_socket(f, i))
		if (call_at(f, i)->id == CALL_SHUTDOWN && call_at(f, i)->arg[1] != SHUT_RD)
			return true;
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);
		const struct packet_event *p = &ev->packet;
		bool told = ev->kind == EVENT_PACKET && (p->flags & (TCP_FIN | TCP_RST)) &&
			    p->src.port == s->local.port && p->dst.port == s->remote.port;
		bool saw = ev->kind == EVENT_MOVE && ev->move.local.port == s->remote.port &&
			   ev->move.remote.port == s->local.port &&
			   (ev->move.what == MOVE_SAW_END || ev->move.what == MOVE_SAW_RESET);

		if ((told || saw) && ev->t0 <= f->broke_at)
			return true;
	}
	return false;
}

/* Nothing happens any more that has not happened by then; or somebody did something since that took
 * longer. */
static bool went_on_after(const struct facts *f, uint64_t when, int parent)
{
	const struct timeline *tl = f->c->timeline;
	bool may_close = collects(f, parent);

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);
		bool step = ev->kind == EVENT_STEP && !may_close;
		bool door =
			ev->kind == EVENT_CALL && is_accept(&ev->call) && ev->call.pid == parent;

		if (ev->t0 > when && (ev->kind == EVENT_QUIET || step || door))
			return true;
	}
	return false;
}

bool rule_fork_parent_keeps_client(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		const struct sock *s = is_accept(k) && call_worked(k) ? sock_of(f, k->inode) : NULL;
		uint64_t when = s ? all_let_go(f, s) : UINT64_MAX;
		long next = i;

		if (!s || s->calls == 0 || pid_uses(f, s, k->pid) || when == UINT64_MAX)
			continue;
		do
			next = next_of_task(f, next);
		while (next >= 0 && !is_accept(call_at(f, next)));
		if (next < 0 || !forked(f, k->pid, f->calls[i]->t1, f->calls[next]->t0) ||
			has_hung_up(f, s) || !went_on_after(f, when, k->pid))
			continue;
		finding_add(out, "fd", "%d", (int)k->ret);
		return about(out, f, next);
	}
	return false;
}

static bool closes_at(const struct facts *f, const struct sock *s, int pid, int line)
{
	for (long i = s->first; i >= 0; i = next_on_socket(f, i)) {
		const struct call_event *k = call_at(f, i);

		if (k->pid == pid && k->id == CALL_CLOSE && k->frame_count &&
			k->frames[0].line == line)
			return true;
	}
	return false;
}

static bool talks(const struct facts *f, const struct sock *s, int pid)
{
	for (long i = s->first; i >= 0; i = next_on_socket(f, i))
		if (call_at(f, i)->pid == pid && (is_send(call_at(f, i)) || is_recv(call_at(f, i))))
			return true;
	return false;
}

/* A child that served its parent's client came to the very line at which its parent gives that one away,
 * and had none to give any more: what follows was not meant for it. */
static bool falls_through(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	int parent =
		k->id == CALL_CLOSE && call_failed(k, EBADF) && k->frame_count && k->frames[0].line
			? parent_of(f, k->pid)
			: 0;

	for (size_t n = 0; parent && n < f->sock_count; n++) {
		const struct sock *s = &f->socks[n];

		if (s->accepted && s->fd == k->arg[0] && s->made->call.pid == parent &&
			talks(f, s, k->pid) && closes_at(f, s, parent, k->frames[0].line))
			return true;
	}
	return false;
}

/* A child that was made to serve one client, and then stands at the door like its parent. One that came
 * there without falling into its parent's part may be a server more by intent. */
bool rule_fork_child_no_exit(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, falls_through);
	int pid = i >= 0 ? call_at(f, i)->pid : 0;

	for (; i >= 0 && (size_t)i < f->count; i++) {
		if (call_at(f, i)->pid != pid || !is_accept(call_at(f, i)))
			continue;
		finding_add(out, "pid", "%d", pid);
		return about(out, f, i);
	}
	return false;
}

static long accepts_after(const struct facts *f, int pid, uint64_t when)
{
	for (size_t i = 0; i < f->count; i++)
		if (is_accept(call_at(f, i)) && call_at(f, i)->pid == pid &&
			(f->calls[i]->t0 > when || is_unfinished(call_at(f, i))))
			return i;
	return NOWHERE;
}

bool rule_zombies(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct run_event *run = timeline_run(c->timeline);
	const struct event *ev;
	size_t count = 0;
	long door = NOWHERE;

	if (run && run->may_wait)
		return false; /* when there are more of them, perhaps */
	for (size_t at = 0; (ev = next_process(f, &at, PROCESS_EXITED));) {
		int parent = parent_of(f, ev->process.pid);
		long after = parent && !ev->process.by_tool && ev->process.pid == ev->process.tid
				     ? accepts_after(f, parent, ev->t0)
				     : NOWHERE;

		if (after < 0 || collects(f, parent))
			continue;
		count++;
		door = after;
	}
	if (!count)
		return false;
	finding_add(out, "count", "%zu", count);
	return about(out, f, door);
}

/* ---- threads */

static bool two_receive(const struct facts *f, const struct sock *s)
{
	int tid = 0;

	for (long i = s->first; i >= 0; i = next_on_socket(f, i)) {
		if (!is_recv(call_at(f, i)))
			continue;
		if (tid && tid != call_at(f, i)->tid)
			return true;
		tid = call_at(f, i)->tid;
	}
	return false;
}

/* One client that no thread ever served, and one that two did: they were given the same
 * variable. */
bool rule_thread_arg_address(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct sock *unserved = NULL, *doubly = NULL;

	for (size_t i = 0; i < f->sock_count; i++) {
		const struct sock *s = &f->socks[i];

		if (!s->accepted)
			continue;
		if (s->calls == 0)
			unserved = s;
		else if (two_receive(f, s))
			doubly = s;
	}
	if (!unserved || !doubly || unserved->made->call.pid != doubly->made->call.pid)
		return false;
	finding_add(out, "fd", "%d", unserved->fd);
	finding_add(out, "other", "%d", doubly->fd);
	out->event = unserved->made;
	return true;
}

static bool closed_under_thread(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	if (!(is_recv(k) || is_send(k)) || !call_failed(k, EBADF) || k->tid == k->pid)
		return false;
	for (size_t j = i; j > 0; j--) {
		const struct call_event *closed = call_at(f, j - 1);

		if (closed->id == CALL_CLOSE && closed->arg[0] == k->arg[0] && closed->inode)
			return closed->pid == k->pid && closed->tid == k->pid;
	}
	return false;
}

bool rule_main_closes_thread_fd(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, closed_under_thread);

	if (i < 0)
		return false;
	finding_add(out, "fd", "%d", (int)call_at(c->facts, i)->arg[0]);
	return about(out, c->facts, i);
}

static bool thread_ends_all(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_EXIT_GROUP && k->tid != k->pid && f->server;
}

bool rule_exit_in_thread(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, thread_ends_all);

	return i >= 0 && c->facts->calls[i]->t0 <= c->facts->broke_at && about(out, c->facts, i);
}

static bool waits_for_others(const struct call_event *k)
{
	return (k->id == CALL_FUTEX || k->id == CALL_WAIT4 || k->id == CALL_WAITID) &&
	       k->tid == k->pid;
}

static bool is_socket_recv(const struct call_event *k)
{
	return is_recv(k) && k->fd_kind == FD_TCP;
}

static bool has_connected(const struct facts *f, int who)
{
	for (size_t m = 0; m < f->move_count; m++)
		if (f->moves[m]->who == who && f->moves[m]->move.what == MOVE_CONNECTED)
			return true;
	return false;
}

/* The main thread sleeps until the one that serves is done, and a client waits in the queue
 * meanwhile. */
bool rule_join_in_accept_loop(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = waits_in(f, waits_for_others), serving = waits_in(f, is_socket_recv);

	return i >= 0 && serving >= 0 && call_at(f, serving)->tid != call_at(f, i)->tid &&
	       f->step && f->step->who > 0 && !sock_with(f, f->step->who) &&
	       why_is(f, WHY_SILENCE) && has_connected(f, f->step->who) && about(out, f, i);
}

/* ---- one loop */

static bool is_epoll_wait(const struct call_event *k)
{
	return calls_covers("epoll_wait", k->id);
}

bool rule_new_fd_not_watched(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct sock *s = f->step && f->step->who > 0 ? sock_with(f, f->step->who) : NULL;

	if (!s || !s->accepted || waits_in(f, is_epoll_wait) < 0 || !why_is(f, WHY_SILENCE))
		return false;
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		bool watched =
			k->id == CALL_EPOLL_CTL && k->fd == s->fd && f->calls[i]->t0 > s->made->t0;
		bool used = k->inode == s->inode && k->id != CALL_FCNTL;

		if ((f->calls[i] != s->made && (watched || used)) || serves_truth_value(f, i) >= 0)
			return false;
	}
	finding_add(out, "fd", "%d", s->fd);
	out->event = s->made;
	return true;
}
