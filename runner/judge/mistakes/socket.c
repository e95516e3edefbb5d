// SPDX-License-Identifier: MIT
/* Mistakes in making a socket and in setting its options. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "judge/mistakes/rules.h"

/* SOCK_STREAM is 1, which is also AF_UNIX; AF_INET is 2, which is also SOCK_DGRAM. So it
 * succeeds. */
static bool swapped_domain(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s;

	if (k->id != CALL_SOCKET || !call_worked(k) || k->arg[0] != SOCK_STREAM ||
		k->arg[1] != AF_INET || !(f->stream || f->datagram))
		return false;
	s = sock_of(f, k->inode);
	for (size_t j = i + 1; s && j < f->count; j++) {
		const struct call_event *later = call_at(f, j);

		if (later->inode == s->inode && later->addr.family == AF_UNIX)
			return false; /* it is meant to be local */
	}
	return true;
}

bool rule_domain_type_swapped(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, swapped_domain);

	return i >= 0 && about(out, c->facts, i);
}

static bool impossible_pair(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_SOCKET &&
	       (call_failed(k, EPROTONOSUPPORT) || call_failed(k, ESOCKTNOSUPPORT) ||
		       call_failed(k, EAFNOSUPPORT));
}

/* It is asked to try what can't be, and to say so. */
static bool meant_to_fail(const struct facts *f)
{
	const struct conversation *v = f->c->conversation;

	for (size_t i = 0; i < v->step_count; i++)
		if (v->steps[i].who == WHO_YOU && v->steps[i].verb == VERB_EXITS &&
			v->steps[i].number != 0)
			return true;
	return script_wants_call(f, "socket", RESULT_FAILS);
}

bool rule_type_protocol_mismatch(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, impossible_pair);

	if (i < 0 || meant_to_fail(f))
		return false;
	finding_add(out, "type", "%d", (int)call_at(f, i)->arg[1]);
	finding_add(out, "protocol", "%d", (int)call_at(f, i)->arg[2]);
	return about(out, f, i);
}

/* The descriptor is never touched; instead the next call goes to what a comparison left in the
 * variable: 0, or 1. */
static bool goes_to_truth_value(const struct call_event *k)
{
	if (k->arg[0] != 0 && k->arg[0] != 1)
		return false;
	if (k->id == CALL_CLOSE)
		return true;
	return calls[k->id].fd == 0 && call_failed(k, ENOTSOCK);
}

static long used_instead(const struct facts *f, size_t i)
{
	for (long next = next_of_task(f, i); next >= 0; next = next_of_task(f, next))
		if (goes_to_truth_value(call_at(f, next)) || call_at(f, next)->id == CALL_SOCKET)
			return next;
	return NOWHERE;
}

static bool forgets_descriptor(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = k->id == CALL_SOCKET && call_worked(k) ? sock_of(f, k->inode) : NULL;
	long next = s ? used_instead(f, i) : NOWHERE;

	return next >= 0 && k->ret >= 3 && s->calls == 0 && goes_to_truth_value(call_at(f, next));
}

bool rule_socket_precedence(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, forgets_descriptor);

	if (i < 0)
		return false;
	finding_add(out, "fd", "%d", (int)call_at(f, i)->ret);
	finding_add(out, "got", "%d", (int)call_at(f, used_instead(f, i))->arg[0]);
	return about(out, f, i);
}

bool rule_wrong_socket_type(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct sock *wrong = NULL;

	if (f->stream == f->datagram)
		return false;
	for (size_t i = 0; i < f->sock_count; i++) {
		const struct sock *s = &f->socks[i];

		if (s->noise)
			continue;
		if (f->stream ? sock_is_tcp(s) : sock_is_udp(s))
			return false;
		if (!wrong && (f->stream ? sock_is_udp(s) : sock_is_tcp(s)))
			wrong = s;
	}
	if (!wrong)
		return false;
	finding_add(out, "wanted", "%s", f->stream ? "TCP" : "UDP");
	finding_add(out, "got", "%s", f->stream ? "UDP" : "TCP");
	finding_add(out, "constant", "%s", f->stream ? "SOCK_STREAM" : "SOCK_DGRAM");
	out->event = wrong->made;
	return true;
}

static bool listens_on_udp(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return (k->id == CALL_LISTEN || is_accept(k)) && call_failed(k, EOPNOTSUPP) &&
	       k->fd_kind == FD_UDP;
}

bool rule_listen_on_udp(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, listens_on_udp);

	return i >= 0 && c->facts->datagram && about(out, c->facts, i);
}

static bool pairs_inet(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_SOCKETPAIR && call_failed(k, EOPNOTSUPP);
}

bool rule_socketpair_inet(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, pairs_inet);

	return i >= 0 && about(out, c->facts, i);
}

/* The most of them that were open at once, and the call that made the second of those. */
static size_t most_open(const struct facts *f, long *second)
{
	size_t open = 0, most = 0;

	*second = NOWHERE;
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		const struct sock *s = sock_of(f, k->inode);

		if (!s || s->accepted || !call_worked(k))
			continue;
		if (k->id == CALL_CLOSE && open)
			open--;
		if (k->id != CALL_SOCKET || ++open <= most)
			continue;
		most = open;
		if (most == 2)
			*second = i;
	}
	return most;
}

static bool too_many(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_SOCKET && call_failed(k, EMFILE);
}

/* How many the script allows at once. */
static int64_t sockets_allowed(const struct facts *f)
{
	const struct conversation *v = f->c->conversation;
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < v->step_count; i++)
		if (v->steps[i].verb == VERB_HOLDS && v->steps[i].holds.sockets_most >= 0 &&
			v->steps[i].holds.sockets_most < least)
			least = v->steps[i].holds.sockets_most;
	return least;
}

bool rule_socket_leak(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long second, full = first_call(f, too_many);
	size_t most = most_open(f, &second);

	if (most < 2 || (full < 0 && (int64_t)most <= sockets_allowed(f)) ||
		first_call(f, forgets_descriptor) >= 0)
		return false;
	finding_add(out, "count", "%zu", most);
	return about(out, f, full >= 0 ? full : second);
}

/* ---- options */

static bool is_option(const struct call_event *k, int level, int option)
{
	return k->id == CALL_SETSOCKOPT && k->arg[1] == level && k->arg[2] == option;
}

/* One that was refused bound nothing: there may be another after it. */
static long bound_before(const struct facts *f, size_t i)
{
	for (long j = previous_on_socket(f, i); j >= 0; j = previous_on_socket(f, j))
		if (call_at(f, j)->id == CALL_BIND && call_worked(call_at(f, j)))
			return j;
	return NOWHERE;
}

static bool reuse_after_bind(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = is_option(k, SOL_SOCKET, SO_REUSEADDR) ? sock_of(f, k->inode) : NULL;
	long bound = s ? bound_before(f, i) : NOWHERE;

	return bound >= 0 && k->data.len && k->data.at[0] &&
	       !sock_has_option(f, s, SOL_SOCKET, SO_REUSEADDR, bound);
}

bool rule_reuseaddr_after_bind(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, reuse_after_bind);

	return i >= 0 && about(out, c->facts, i);
}

/* 2 | 15 is 15. Who wants both calls twice; and who wants only SO_REUSEPORT may do so, unless it was
 * the other that was needed: a port is refused that nobody has any more. */
static bool reuse_in_one(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s =
		is_option(k, SOL_SOCKET, SO_REUSEADDR | SO_REUSEPORT) && call_worked(k)
			? sock_of(f, k->inode)
			: NULL;
	long bound = s ? call_on(f, s, CALL_BIND) : NOWHERE;

	return bound >= 0 && call_failed(call_at(f, bound), EADDRINUSE) &&
	       !sock_has_option(f, s, SOL_SOCKET, SO_REUSEADDR, f->count) &&
	       !actors_listen_on(f, call_at(f, bound)->addr.port);
}

bool rule_reuseaddr_or_reuseport(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, reuse_in_one);

	return i >= 0 && about(out, c->facts, i);
}

static bool option_by_value(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_SETSOCKOPT && call_failed(k, EFAULT) && k->arg[3] >= 0 &&
	       k->arg[3] < 4096;
}

bool rule_setsockopt_by_value(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, option_by_value);

	if (i < 0)
		return false;
	finding_add(out, "got", "%d", (int)call_at(c->facts, i)->arg[3]);
	return about(out, c->facts, i);
}

/* At the level SOL_SOCKET option 1 is SO_DEBUG. Some set that by intent, and go on where they are
 * refused it; who ends for that is told what it was. */
static bool nodelay_at_socket(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	long next = next_of_task(f, i);

	if (!is_option(k, SOL_SOCKET, TCP_NODELAY) || !call_failed(k, EACCES))
		return false;
	while (next >= 0 &&
		(call_at(f, next)->id == CALL_WRITE || call_at(f, next)->id == CALL_CLOSE))
		next = next_of_task(f, next);
	return next >= 0 && call_at(f, next)->id == CALL_EXIT_GROUP;
}

bool rule_nodelay_wrong_level(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, nodelay_at_socket);

	return i >= 0 && about(out, c->facts, i);
}

static bool timeout_as_int(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return (is_option(k, SOL_SOCKET, SO_RCVTIMEO) || is_option(k, SOL_SOCKET, SO_SNDTIMEO)) &&
	       call_failed(k, EINVAL) && k->arg[4] < (int64_t)sizeof(struct timeval);
}

bool rule_rcvtimeo_int(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, timeout_as_int);

	if (i < 0)
		return false;
	finding_add(out, "length", "%d", (int)call_at(c->facts, i)->arg[4]);
	return about(out, c->facts, i);
}

static bool lingers_not(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	struct linger how;

	if (!is_option(k, SOL_SOCKET, SO_LINGER) || k->data.len < sizeof how)
		return false;
	memcpy(&how, k->data.at, sizeof how);
	return how.l_onoff && how.l_linger == 0;
}

bool rule_linger_zero(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, lingers_not);

	return i >= 0 && why_is(c->facts, WHY_RESET) && about(out, c->facts, i);
}
