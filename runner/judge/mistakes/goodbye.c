// SPDX-License-Identifier: MIT
/* Mistakes at the end of a conversation: an end that is not noticed, not announced, or comes too
 * early. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "judge/mistakes/rules.h"

enum { SPINS = 10 }; /* no correct program asks an ended connection so often */

/* ---- the end is not noticed */

static size_t polls_between(const struct facts *f, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += is_poll(call_at(f, i));
	return n;
}

/* The first of the receives by which one socket's end was reported again and again. */
static long zeros_of(const struct facts *f, const struct sock *s, size_t *count)
{
	long first = NOWHERE;

	*count = 0;
	for (long i = s->first; i >= 0; i = next_on_socket(f, i)) {
		const struct call_event *k = call_at(f, i);

		if (!is_recv(k) || !call_worked(k) || k->arg[2] == 0 || peeks(k))
			continue;
		*count = k->ret == 0 ? *count + 1 : 0;
		if (*count == 1)
			first = i;
	}
	return first;
}

/* And whether a poll() stood between them. */
static long spins_at_end(const struct facts *f, size_t *count, bool *polled)
{
	for (size_t n = 0; n < f->sock_count; n++) {
		const struct sock *s = &f->socks[n];
		long first = sock_is_tcp(s) ? zeros_of(f, s, count) : NOWHERE;

		if (first < 0 || *count < SPINS)
			continue;
		*polled = polls_between(f, first, s->last) >= *count / 2;
		return first;
	}
	return NOWHERE;
}

static bool end_ignored(const struct facts *f, bool want_polled, struct finding *out)
{
	size_t count;
	bool polled;
	long i = spins_at_end(f, &count, &polled);

	if (i < 0 || polled != want_polled)
		return false;
	finding_add(out, "fd", "%d", call_at(f, i)->fd);
	finding_add(out, "count", "%zu", count);
	return about(out, f, i);
}

bool rule_poll_dead_fd_kept(const struct mistake_case *c, struct finding *out)
{
	return end_ignored(c->facts, true, out);
}

bool rule_recv_zero_not_eof(const struct mistake_case *c, struct finding *out)
{
	return end_ignored(c->facts, false, out);
}

bool rule_recv_minus_one_as_data(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	size_t in_a_row = 0;
	const struct call_event *last = NULL;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (!is_recv(k) || is_unfinished(k))
			continue;
		if (!k->err || k->err == EAGAIN || k->err == EINTR || !last ||
			last->err != k->err || last->arg[0] != k->arg[0])
			in_a_row = 0;
		last = k;
		if (++in_a_row < SPINS || !k->err)
			continue;
		finding_add(out, "count", "%zu", in_a_row);
		return about(out, f, i);
	}
	return false;
}

/* ---- the descriptor is not given back */

static bool forked_between(const struct facts *f, int pid, uint64_t from, uint64_t to)
{
	const struct timeline *tl = f->c->timeline;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);
		bool made =
			ev->kind == EVENT_PROCESS &&
			(ev->process.what == PROCESS_FORKED || ev->process.what == PROCESS_THREAD);

		if (made && ev->who == WHO_YOU && ev->t0 >= from && ev->t0 <= to &&
			(ev->process.parent == pid || ev->process.pid == pid))
			return true;
	}
	return false;
}

/* By other means than close(): dup2() over it, or another descriptor has its number since. */
static bool number_is_anothers(const struct facts *f, const struct sock *s)
{
	int pid = s->made->call.pid;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		bool over = (k->id == CALL_DUP2 || k->id == CALL_DUP3) && k->arg[1] == s->fd &&
			    k->arg[0] != s->fd;
		bool made = k->ret == s->fd && (k->id == CALL_SOCKET || is_accept(k) ||
						       k->id == CALL_DUP || k->id == CALL_FCNTL);
		bool emptied = k->id == CALL_CLOSE && k->arg[0] == s->fd;

		if (k->pid == pid && f->calls[i]->t0 > s->made->t0 && call_worked(k) &&
			(over || emptied || (made && k->inode != s->inode)))
			return true;
	}
	return false;
}

static bool are_ends(const struct sock *s, const struct address *ours, const struct address *theirs)
{
	return ours->port && ours->port == s->local.port && theirs->port == s->remote.port;
}

/* The play is over: what ends after that may have been ended by us. */
static uint64_t last_step(const struct facts *f)
{
	const struct timeline *tl = f->c->timeline;

	for (size_t i = timeline_count(tl); i > 0; i--)
		if (timeline_at(tl, i - 1)->kind == EVENT_STEP)
			return timeline_at(tl, i - 1)->t0;
	return 0;
}

/* There was an end to be seen, on the wire or by the peer: whatever made it, close_range() or a call
 * that is not followed. */
static bool end_was_seen(const struct facts *f, const struct sock *s, uint64_t until)
{
	const struct timeline *tl = f->c->timeline;

	for (size_t i = 0; i < timeline_count(tl) && timeline_at(tl, i)->t0 <= until; i++) {
		const struct event *ev = timeline_at(tl, i);
		const struct move_event *m = &ev->move;

		if (ev->kind == EVENT_PACKET && ev->packet.proto == PACKET_TCP &&
			(ev->packet.flags & (TCP_FIN | TCP_RST)) &&
			are_ends(s, &ev->packet.src, &ev->packet.dst))
			return true;
		if (ev->kind == EVENT_MOVE &&
			(m->what == MOVE_SAW_END || m->what == MOVE_SAW_RESET) &&
			are_ends(s, &m->remote, &m->local))
			return true;
	}
	return false;
}

static bool may_be_closed(const struct facts *f, const struct sock *s, uint64_t next_accept)
{
	uint64_t over = last_step(f);

	return s->closed || number_is_anothers(f, s) ||
	       end_was_seen(f, s, over > next_accept ? over : next_accept);
}

/* Nothing was to be had any more. */
static bool says_end(const struct call_event *k)
{
	bool asked = (k->id != CALL_RECVFROM && k->id != CALL_READ) || k->arg[2] > 0;

	return is_recv(k) && call_worked(k) && k->ret == 0 && asked;
}

/* The task that took the client takes another, and nobody has closed the first, who has gone or is
 * waiting for the end. */
static bool leaves_open(const struct facts *f, const struct sock *s, long *at)
{
	const struct call_event *k;
	long last = s->last;
	bool wanted_end = f->step && f->step->verb == VERB_SEES && f->step->sight == SEES_END &&
			  why_is(f, WHY_SILENCE) && sock_with(f, f->step->who) == s;

	if (!s->accepted || last < 0 || s->closed)
		return false;
	k = call_at(f, last);
	if (!says_end(k) && !wanted_end)
		return false;
	for (long next = next_of_task(f, last); next >= 0; next = next_of_task(f, next)) {
		if (!is_accept(call_at(f, next)))
			continue;
		*at = last;
		return !forked_between(f, k->pid, s->made->t0, f->calls[next]->t0) &&
		       !may_be_closed(f, s, f->calls[next]->t0);
	}
	return false;
}

bool rule_fd_leak_per_client(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long at;

	for (size_t i = 0; i < f->sock_count; i++) {
		if (!leaves_open(f, &f->socks[i], &at))
			continue;
		finding_add(out, "fd", "%d", f->socks[i].fd);
		return about(out, f, at);
	}
	return false;
}

static long closed_on(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	for (size_t j = i; j > 0; j--) {
		const struct call_event *before = call_at(f, j - 1);

		if (before->pid != k->pid)
			continue;
		if (before->ret == k->arg[0] && call_worked(before) && calls[before->id].fd != 0 &&
			before->id != CALL_CLOSE)
			return NOWHERE; /* socket(), pipe() ...: the number is another thing now */
		if (is_accept(before) && before->ret == k->arg[0])
			return NOWHERE;
		if (before->id == CALL_CLOSE && call_worked(before) && before->arg[0] == k->arg[0])
			return j - 1;
	}
	return NOWHERE;
}

static bool uses_closed(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	long closed;

	if (!(is_recv(k) || is_send(k)) || !call_failed(k, EBADF) || k->arg[0] < 3)
		return false;
	closed = closed_on(f, i);
	return closed >= 0 && call_at(f, closed)->tid == k->tid && call_at(f, closed)->inode;
}

bool rule_use_after_close(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, uses_closed);
	const struct call_event *closed;

	if (i < 0)
		return false;
	closed = call_at(f, closed_on(f, i));
	finding_add(out, "fd", "%d", (int)call_at(f, i)->arg[0]);
	add_line(out, "closed", closed);
	return about(out, f, i);
}

/* ---- the end comes too early */

static long shut_before(const struct facts *f, size_t i)
{
	for (long j = previous_on_socket(f, i); j >= 0; j = previous_on_socket(f, j))
		if (call_at(f, j)->id == CALL_SHUTDOWN && call_worked(call_at(f, j)) &&
			call_at(f, j)->arg[1] != SHUT_RD)
			return j;
	return NOWHERE;
}

static bool sends_after_shutdown(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return is_send(k) && k->fd_kind == FD_TCP && call_failed(k, EPIPE) &&
	       shut_before(f, i) >= 0;
}

bool rule_send_after_shutdown(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, sends_after_shutdown);

	if (i < 0)
		return false;
	add_line(out, "closed", call_at(f, shut_before(f, i)));
	return about(out, f, i);
}

static bool has_gone(const struct facts *f)
{
	uint64_t when;
	const struct process_event *end = main_end(f, &when);

	return end && end->what == PROCESS_EXITED && !has_crashed(f);
}

static size_t accepted_count(const struct facts *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->sock_count; i++)
		n += f->socks[i].accepted;
	return n;
}

/* The step is about somebody whom the program never took, because it was gone. */
static bool nobody_there(const struct facts *f)
{
	const struct conversation *v = f->c->conversation;

	return f->server && f->stream && f->step && f->step->who > 0 &&
	       (size_t)f->step->who < v->cast_count && v->cast[f->step->who].kind == CAST_CLIENT &&
	       !sock_with(f, f->step->who) && has_gone(f);
}

/* Some call on a client's connection failed, or said that it is over, and then the program
 * ended. */
static bool ended_by_client(const struct facts *f, long *at)
{
	long end = exit_call(f);

	for (long i = end - 1; i >= 0; i--) {
		const struct call_event *k = call_at(f, i);
		const struct sock *s = sock_of(f, k->inode);

		if (is_accept(k) && k->err)
			return false; /* it was the next client that it could not have */
		if (!s || !s->accepted || !(is_recv(k) || is_send(k)) ||
			f->calls[i]->t0 > f->broke_at)
			continue;
		*at = i;
		return k->err != 0 || (is_recv(k) && k->ret == 0);
	}
	return false;
}

static bool calls_exit(const struct facts *f)
{
	long i = exit_call(f);

	return i >= 0 && call_at(f, i)->frame_count > 0;
}

static int exit_status(const struct facts *f)
{
	uint64_t when;
	const struct process_event *end = main_end(f, &when);

	return end ? end->value : 0;
}

/* By exit() somewhere else than in main(): it did not run out of clients. */
static bool ends_itself(const struct facts *f)
{
	long i = exit_call(f);
	const struct call_event *k = i >= 0 ? call_at(f, i) : NULL;

	return k && k->frame_count > 0 && k->frames[0].func &&
	       strcmp(k->frames[0].func, "main") != 0;
}

/* It ended in the middle of serving: with a failure, or by an exit() of its own after a client's
 * end, or after another client that broke off. A return from main() with status 0 after the first
 * client is somebody who forgot the loop. */
static bool stopped_by_client(const struct facts *f, long *at)
{
	bool several = accepted_count(f) > 1, failed;

	if (!nobody_there(f) || !accepted_count(f) || !ended_by_client(f, at) || asked_to_end(f))
		return false;
	failed = call_at(f, *at)->err != 0;
	return exit_status(f) || (several && (failed || calls_exit(f))) ||
	       (failed && ends_itself(f));
}

bool rule_server_stops_with_client(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long at;

	if (!stopped_by_client(f, &at))
		return false;
	finding_add(out, "status", "%d", exit_status(f));
	return about(out, f, at);
}

bool rule_accept_outside_loop(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long at;

	if (!nobody_there(f) || accepted_count(f) != 1 || exit_status(f) || ends_itself(f) ||
		stopped_by_client(f, &at))
		return false;
	for (size_t i = 0; i < f->sock_count; i++)
		if (f->socks[i].accepted)
			out->event = f->socks[i].made;
	return true;
}

/* Somebody was there once. */
static bool was_connected(const struct facts *f, const struct sock *s)
{
	long i = call_on(f, s, CALL_CONNECT);

	return s->accepted ||
	       (i >= 0 && call_at(f, i)->addr.family != AF_UNSPEC &&
		       (call_worked(call_at(f, i)) || call_failed(call_at(f, i), EINPROGRESS)));
}

static bool killed_by_pipe(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s;

	if (!is_send(k) || k->fd_kind != FD_TCP || !call_failed(k, EPIPE) || k->fd_listening)
		return false;
	s = sock_of(f, k->inode);
	return s && was_connected(f, s) && shut_before(f, i) < 0;
}

bool rule_sigpipe_kills_server(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	uint64_t when = 0;
	const struct process_event *end = main_end(f, &when);
	long i = end && end->what == PROCESS_KILLED && end->value == SIGPIPE && when <= f->broke_at
			 ? first_call(f, killed_by_pipe)
			 : NOWHERE;

	if (i < 0)
		return false;
	finding_add(out, "fd", "%d", call_at(f, i)->fd);
	return about(out, f, i);
}

/* It did ask, and could not be given them. */
static bool could_not_take(const struct facts *f, const struct sock *s)
{
	for (size_t i = 0; i < f->count; i++)
		if (is_recv(call_at(f, i)) && call_at(f, i)->inode == s->inode &&
			call_failed(call_at(f, i), EFAULT))
			return true;
	return false;
}

bool rule_close_with_unread_data(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct sock *s = f->step && f->step->who > 0 ? sock_with(f, f->step->who) : NULL;
	long closed = NOWHERE;
	size_t offered;

	if (!s || !why_is(f, WHY_RESET) || has_crashed(f) || could_not_take(f, s))
		return false;
	for (size_t i = 0; i < f->count && closed < 0; i++)
		if ((call_at(f, i)->id == CALL_CLOSE && call_at(f, i)->inode == s->inode) ||
			call_at(f, i)->id == CALL_EXIT_GROUP)
			closed = i;
	if (closed < 0)
		return false;
	offered = bytes_offered(f, s, f->calls[closed]->t0);
	if (offered <= bytes_taken(f, s, f->broke_at))
		return false;
	finding_add(out, "count", "%zu", offered - bytes_taken(f, s, f->broke_at));
	return about(out, f, closed);
}

/* ---- the end is not announced */

static bool is_stream_recv(const struct call_event *k)
{
	return is_recv(k) && k->fd_kind == FD_TCP;
}

static bool input_ended(const struct facts *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (k->id == CALL_READ && k->arg[0] == 0 && call_worked(k) && k->ret == 0)
			return true;
	}
	return false;
}

bool rule_no_half_close(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = waits_in(f, is_stream_recv);
	const struct sock *s = i >= 0 ? sock_of(f, call_at(f, i)->inode) : NULL;
	bool about_end = f->step && ((f->step->verb == VERB_SEES && f->step->sight == SEES_END) ||
					    f->step->verb == VERB_EXITS);

	return s && f->client && about_end && why_is(f, WHY_SILENCE) && input_ended(f) &&
	       !s->closed && about(out, f, i);
}

static bool still_to_come(const struct facts *f, size_t closed)
{
	const struct sock *s = sock_of(f, call_at(f, closed)->inode);

	return s && bytes_offered(f, s, f->calls[closed]->t0) <= bytes_taken(f, s, f->broke_at);
}

/* It hung up with the question still unanswered: after the last send nothing was received. */
bool rule_close_before_reply(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;

	if (!f->client || !f->step || f->step->who != WHO_YOU || f->step->verb != VERB_PRINTS)
		return false;
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		long last = previous_on_socket(f, i);
		bool down = k->id == CALL_SHUTDOWN && k->arg[1] == SHUT_RDWR;

		if ((k->id != CALL_CLOSE && !down) || k->fd_kind != FD_TCP ||
			f->calls[i]->t0 > f->broke_at)
			continue;
		if (last >= 0 && is_send(call_at(f, last)) && call_worked(call_at(f, last)) &&
			still_to_come(f, i))
			return about(out, f, i);
	}
	return false;
}
