// SPDX-License-Identifier: MIT
/* Mistakes on the way to a client: bind(), listen(), accept(). */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "judge/mistakes/rules.h"

/* ---- bind */

static bool client_takes_port(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return f->client && k->id == CALL_BIND && is_inet(k) && k->addr.port &&
	       (call_failed(k, EADDRINUSE) || call_failed(k, EADDRNOTAVAIL));
}

static bool client_binds(const struct facts *f, long i, struct finding *out)
{
	if (i < 0)
		return false;
	finding_add(out, "port", "%d", call_at(f, i)->addr.port);
	return about(out, f, i);
}

bool rule_udp_client_binds_server_port(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, client_takes_port);

	return i >= 0 && call_at(c->facts, i)->fd_kind == FD_UDP && client_binds(c->facts, i, out);
}

/* The port that it was to call: the server has it, and will not give it away. */
static long takes_server_port(const struct facts *f)
{
	long i = first_call(f, client_takes_port);

	return i >= 0 && call_at(f, i)->fd_kind == FD_TCP && call_at(f, i)->addr.port == f->port
		       ? i
		       : NOWHERE;
}

bool rule_client_binds_server_port(const struct mistake_case *c, struct finding *out)
{
	return client_binds(c->facts, takes_server_port(c->facts), out);
}

bool rule_client_binds_fixed_port(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, client_takes_port);

	return i >= 0 && call_at(c->facts, i)->fd_kind == FD_TCP &&
	       takes_server_port(c->facts) < 0 && client_binds(c->facts, i, out);
}

/* An IPv6 socket that does not say V6ONLY takes the IPv4 port too; whichever of the two comes
 * second is refused. */
static bool second_family_refused(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s =
		k->id == CALL_BIND && call_failed(k, EADDRINUSE) ? sock_of(f, k->inode) : NULL;

	if (!s)
		return false;
	for (size_t j = 0; j < i; j++) {
		const struct call_event *first = call_at(f, j);
		const struct sock *other = sock_of(f, first->inode);
		const struct sock *six = s->domain == AF_INET6 ? s : other;

		if (first->id == CALL_BIND && call_worked(first) && other &&
			other->domain != s->domain && other->type == s->type &&
			first->addr.port == k->addr.port &&
			!sock_has_option(f, six, IPPROTO_IPV6, IPV6_V6ONLY, i))
			return true;
	}
	return false;
}

bool rule_v6only_double_bind(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, second_family_refused);

	if (i < 0)
		return false;
	finding_add(out, "port", "%d", call_at(c->facts, i)->addr.port);
	return about(out, c->facts, i);
}

/* A port that nobody has, and yet it is in use: TIME_WAIT, left by an earlier connection of the
 * program's own. */
static bool refused_by_time_wait(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = sock_of(f, k->inode);

	if (k->id != CALL_BIND || k->fd_kind != FD_TCP || !call_failed(k, EADDRINUSE) || !s ||
		actors_listen_on(f, k->addr.port) ||
		sock_has_option(f, s, SOL_SOCKET, SO_REUSEADDR, i))
		return false;
	for (size_t j = 0; j < i; j++) {
		const struct call_event *first = call_at(f, j);

		if (first->id == CALL_BIND && call_worked(first) &&
			first->addr.port == k->addr.port && first->pid == k->pid)
			return false; /* its own other socket has it */
	}
	return true;
}

bool rule_reuseaddr_missing(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, refused_by_time_wait);

	if (i < 0 || !script_has(f, WHO_YOU, VERB_RESTARTS))
		return false;
	finding_add(out, "port", "%d", call_at(f, i)->addr.port);
	return about(out, f, i);
}

static bool is_loopback(const struct address *a)
{
	return (a->family == AF_INET && a->ip[0] == 127) ||
	       (a->family == AF_INET6 && IN6_IS_ADDR_LOOPBACK((const struct in6_addr *)a->ip));
}

static bool binds_loopback(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_BIND && call_worked(k) && is_inet(k) && is_loopback(&k->addr);
}

/* IPv6's own address, and the callers come by IPv4: what getaddrinfo() gives first if nobody asked
 * for a passive one. */
bool rule_ai_passive_missing(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, binds_loopback);

	if (i < 0 || !f->server || call_at(f, i)->addr.family != AF_INET6)
		return false;
	for (size_t a = 1; a < c->conversation->cast_count; a++)
		if (c->conversation->cast[a].ipv6)
			return false;
	add_address(out, "got", &call_at(f, i)->addr);
	return about(out, f, i);
}

static bool wants_every_address(const struct step *s)
{
	const char *address = s->verb == VERB_HOLDS  ? s->holds.address
			      : s->verb == VERB_CALL ? s->call.address
						     : NULL;

	return address && strcmp(address, "any") == 0;
}

bool rule_bind_loopback_only(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, binds_loopback);

	if (i < 0 || !f->step || !wants_every_address(f->step) ||
		(f->port && call_at(f, i)->addr.port != f->port))
		return false;
	add_address(out, "got", &call_at(f, i)->addr);
	return about(out, f, i);
}

/* ---- listen */

static bool listens_on_backlog(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = k->id == CALL_LISTEN ? sock_by_fd(f, k->arg[1], i) : NULL;

	return (call_failed(k, EBADF) || call_failed(k, ENOTSOCK)) && s &&
	       s->domain != AF_NETLINK && call_on(f, s, CALL_LISTEN) < 0;
}

bool rule_listen_args_swapped(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, listens_on_backlog);

	if (i < 0)
		return false;
	finding_add(out, "got", "%d", (int)call_at(f, i)->arg[0]);
	finding_add(out, "fd", "%d", (int)call_at(f, i)->arg[1]);
	return about(out, f, i);
}

static bool tried_bind(const struct facts *f, const struct sock *s)
{
	if (call_on(f, s, CALL_BIND) >= 0)
		return true;
	for (size_t i = 0; i < f->count; i++) /* or on a descriptor that is none: another mistake */
		if (call_at(f, i)->id == CALL_BIND && !call_at(f, i)->inode)
			return true;
	return false;
}

static bool listens_unbound(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = k->id == CALL_LISTEN && call_worked(k) ? sock_of(f, k->inode) : NULL;

	return sock_is_tcp(s) && !tried_bind(f, s);
}

static bool receives_unbound(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = sock_of(f, k->inode);

	return f->datagram && is_recv(k) && sock_is_udp(s) && s->first == (long)i &&
	       !tried_bind(f, s);
}

bool rule_bind_missing(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, f->datagram ? receives_unbound : listens_unbound);

	if (i < 0 || !f->server)
		return false;
	if (call_at(f, i)->local.port)
		finding_add(out, "got", "port %d", call_at(f, i)->local.port);
	else
		finding_add(out, "got", "a port of its own choice");
	finding_add(out, "port", "%d", f->port);
	return about(out, f, i);
}

/* Nobody called listen() on that socket, and accept() says so; or the program went to talk on it at
 * once. */
static bool accepts_unlistened(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	bool says = (is_accept(k) && call_failed(k, EINVAL)) ||
		    (is_recv(k) && call_failed(k, ENOTCONN)) ||
		    (is_send(k) && call_failed(k, EPIPE));
	const struct sock *s = says ? sock_at(f, i) : NULL;

	return sock_is_tcp(s) && !s->accepted && call_on(f, s, CALL_LISTEN) < 0 &&
	       call_on(f, s, CALL_BIND) >= 0 && call_on(f, s, CALL_CONNECT) < 0;
}

/* It is bound where clients look for it, nothing failed, and it never opened its doors. */
static bool bound_for_good(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = k->id == CALL_BIND && call_worked(k) ? sock_of(f, k->inode) : NULL;

	return f->server && f->stream && sock_is_tcp(s) && k->addr.port == f->port &&
	       call_on(f, s, CALL_LISTEN) < 0;
}

static bool nothing_failed(const struct facts *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (call_at(f, i)->err && calls[call_at(f, i)->id].socket_call)
			return false;
	return true;
}

bool rule_listen_missing(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, accepts_unlistened);

	for (size_t j = 0; j < f->count; j++)
		if (call_at(f, j)->id == CALL_LISTEN)
			return false; /* it was tried: something else is wrong */
	if (i < 0 && nothing_failed(f))
		i = first_call(f, bound_for_good);
	if (i < 0)
		return false;
	finding_add(out, "port", "%d", f->port);
	return about(out, f, i);
}

/* The same SYN again: nobody answered it, because the queue was full. */
static bool syn_came_again(const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *a = timeline_at(tl, i);

		if (a->kind != EVENT_PACKET || (a->packet.flags & (TCP_SYN | TCP_ACK)) != TCP_SYN)
			continue;
		for (size_t j = i + 1; j < timeline_count(tl); j++) {
			const struct event *b = timeline_at(tl, j);

			if (b->kind == EVENT_PACKET && b->packet.flags == a->packet.flags &&
				b->packet.seq == a->packet.seq &&
				address_equal(&b->packet.src, &a->packet.src))
				return true;
		}
	}
	return false;
}

static bool listens_with_tiny_queue(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return k->id == CALL_LISTEN && call_worked(k) && k->arg[1] >= 0 && k->arg[1] <= 1;
}

bool rule_backlog_too_small(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, listens_with_tiny_queue);
	bool asked = f->step && f->step->verb == VERB_HOLDS && f->step->holds.backlog > 1;

	asked |= f->step && f->step->verb == VERB_CALL && f->step->call.backlog > 1;
	if (i < 0 || !(asked || syn_came_again(c->timeline)))
		return false;
	finding_add(out, "backlog", "%d", (int)call_at(f, i)->arg[1]);
	return about(out, f, i);
}

/* ---- accept */

/* getchar() and its like read too, into a buffer that the C library got for them elsewhere. */
static bool reads_onto_stack(const struct call_event *k)
{
	uint64_t top = k->arg[1] >> 40;

	return top == 0x7f || top == 0xff;
}

/* What a program does with the truth value that it keeps in place of the descriptor: 0 and 1 are
 * its own input and output. */
static bool uses_truth_value(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	bool writes = k->id == CALL_WRITE || k->id == CALL_WRITEV;

	if ((k->fd != 0 && k->fd != 1) || k->inode || (k->flags & CALL_AT_EXIT))
		return false;
	if (is_recv(k) && k->fd == 0 && k->err == 0) /* a server that nobody types at */
		return !f->feeds && f->step && (k->id != CALL_READ || reads_onto_stack(k));
	if (writes && k->fd == 1) /* on the screen stands what ought to have been sent */
		return f->c->verdict->expected.len && f->step && f->step->who > 0 &&
		       bytes_equal(k->data, buf_bytes(&f->c->verdict->expected));
	return !(is_recv(k) && k->fd == 1);
}

long serves_truth_value(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = is_accept(k) && call_worked(k) ? sock_of(f, k->inode) : NULL;

	if (!s || k->ret < 3 || s->calls)
		return NOWHERE;
	for (size_t j = i + 1; j < f->count; j++) {
		const struct call_event *later = call_at(f, j);

		if (is_accept(later) && later->tid == k->tid && call_worked(later))
			return NOWHERE;
		if (uses_truth_value(f, j))
			return j;
	}
	return NOWHERE;
}

static bool forgets_client(const struct facts *f, size_t i)
{
	return serves_truth_value(f, i) >= 0;
}

bool rule_accept_precedence(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, forgets_client);

	if (i < 0)
		return false;
	finding_add(out, "fd", "%d", (int)call_at(f, i)->ret);
	finding_add(out, "got", "%d", call_at(f, serves_truth_value(f, i))->fd);
	return about(out, f, i);
}

static bool talks_on_listener(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	bool says = (is_recv(k) && call_failed(k, ENOTCONN)) ||
		    (is_send(k) && (call_failed(k, EPIPE) || call_failed(k, ENOTCONN)));
	const struct sock *s = says ? sock_of(f, k->inode) : NULL;
	long listened = s ? call_on(f, s, CALL_LISTEN) : NOWHERE;

	return says && (k->fd_listening || (listened >= 0 && (size_t)listened < i));
}

bool rule_recv_on_listening_fd(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, talks_on_listener);

	if (i < 0 || (f->datagram && !f->stream)) /* there it is the listener that is wrong */
		return false;
	finding_add(out, "fd", "%d", call_at(f, i)->fd);
	add_error(out, "error", call_at(f, i)->err);
	return about(out, f, i);
}

static long closed_before(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	for (size_t j = i; j > 0; j--) {
		const struct call_event *before = call_at(f, j - 1);

		if (before->pid != k->pid)
			continue;
		if (before->id == CALL_CLOSE && before->arg[0] == k->arg[0])
			return call_worked(before) ? (long)j - 1 : NOWHERE;
		if (before->ret == k->arg[0] && call_worked(before) &&
			(before->id == CALL_SOCKET || is_accept(before)))
			return NOWHERE; /* another took the number since */
	}
	return NOWHERE;
}

static bool accepts_on_closed(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return is_accept(k) && call_failed(k, EBADF) && closed_before(f, i) >= 0;
}

bool rule_listener_closed_in_loop(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, accepts_on_closed);

	if (i < 0)
		return false;
	long closed = closed_before(f, i);
	const struct call_event *k = call_at(f, closed);

	finding_add(out, "fd", "%d", (int)k->arg[0]);
	add_line(out, "closed", k);
	return about(out, f, i);
}

/* Interrupted, or a caller who had second thoughts: nothing that a server need die of. SIGINT and
 * SIGTERM are asked for. */
bool asked_to_end(const struct facts *f)
{
	const struct timeline *tl = f->c->timeline;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_PROCESS && ev->who == WHO_YOU &&
			ev->process.what == PROCESS_SIGNAL &&
			(ev->process.value == 2 || ev->process.value == 15))
			return true;
	}
	return false;
}

static bool accept_gives_up(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	long next = next_of_task(f, i);

	if (!is_accept(k) || !(call_failed(k, EINTR) || call_failed(k, ECONNABORTED)))
		return false;
	while (next >= 0 &&
		(call_at(f, next)->id == CALL_WRITE || call_at(f, next)->id == CALL_CLOSE))
		next = next_of_task(f, next);
	return next >= 0 && call_at(f, next)->id == CALL_EXIT_GROUP;
}

bool rule_accept_error_kills_server(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, accept_gives_up);

	if (i < 0 || asked_to_end(f))
		return false;
	add_error(out, "error", call_at(f, i)->err);
	return about(out, f, i);
}

bool rule_accept_error_spin(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	size_t in_a_row = 0;
	long last = NOWHERE;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		bool again = last >= 0 && call_at(f, last)->err == k->err;

		if (!is_accept(k))
			continue;
		in_a_row = k->err && k->err != EAGAIN && again ? in_a_row + 1 : 0;
		last = i;
		if (in_a_row < 50)
			continue;
		if (sock_at(f, i) && call_on(f, sock_at(f, i), CALL_LISTEN) < 0)
			return false; /* it never listened */
		finding_add(out, "count", "%zu", in_a_row + 1);
		add_error(out, "error", k->err);
		return about(out, f, i);
	}
	return false;
}

/* accept() said -1, and the program serves "client" -1. */
static bool serves_minus_one(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	if (calls[k->id].fd != 0 || (int32_t)k->arg[0] != -1 || !call_failed(k, EBADF))
		return false;
	for (size_t j = i; j > 0; j--)
		if (is_accept(call_at(f, j - 1)))
			return call_at(f, j - 1)->err != 0;
	return false;
}

bool rule_accept_minus_one_true(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, serves_minus_one);

	if (i < 0)
		return false;
	long failed = i;
	while (!is_accept(call_at(f, failed)))
		failed--;
	add_error(out, "error", call_at(f, failed)->err);
	return about(out, f, i);
}
