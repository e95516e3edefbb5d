// SPDX-License-Identifier: MIT
/* Mistakes of those who take UDP for a smaller TCP. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "judge/mistakes/rules.h"

static bool is_udp_recv(const struct call_event *k)
{
	return is_recv(k) && k->fd_kind == FD_UDP;
}

static bool is_udp_send(const struct call_event *k)
{
	return is_send(k) && k->fd_kind == FD_UDP;
}

static bool sends_to_nobody(const struct facts *f, size_t i)
{
	(void)f;
	return is_udp_send(call_at(f, i)) && call_failed(call_at(f, i), EDESTADDRREQ);
}

bool rule_udp_send_no_destination(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, sends_to_nobody);

	return i >= 0 && about(out, c->facts, i);
}

static bool sends_too_big(const struct facts *f, size_t i)
{
	(void)f;
	return is_udp_send(call_at(f, i)) && call_failed(call_at(f, i), EMSGSIZE);
}

bool rule_udp_too_big(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, sends_too_big);

	if (i < 0)
		return false;
	finding_add(out, "length", "%lld", (long long)call_at(c->facts, i)->arg[2]);
	return about(out, c->facts, i);
}

/* The last receive on the same socket before call i, that brought something. */
static const struct call_event *received_before(const struct facts *f, size_t i)
{
	for (long j = previous_on_socket(f, i); j >= 0; j = previous_on_socket(f, j))
		if (is_udp_recv(call_at(f, j)) && call_worked(call_at(f, j)))
			return call_at(f, j);
	return NULL;
}

/* It did not ask who sent that, so the address it answers to was never filled in. */
static bool answers_unasked(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct call_event *recv =
		is_udp_send(k) && k->id == CALL_SENDTO && k->arg[4] ? received_before(f, i) : NULL;

	return recv && f->server && k->err && recv->id == CALL_RECVFROM && !recv->arg[4];
}

bool rule_recvfrom_no_address(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, answers_unasked);

	return i >= 0 && about(out, c->facts, i);
}

/* ---- where the answer goes */

/* The address to which the socket was bound: 0.0.0.0 or one of ours, and our own port. */
static bool to_itself(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = k->id == CALL_SENDTO && is_udp_send(k) && k->addr.port
				       ? sock_of(f, k->inode)
				       : NULL;
	long bound = s ? call_on(f, s, CALL_BIND) : NOWHERE;

	return bound >= 0 && address_equal(&k->addr, &call_at(f, bound)->addr);
}

bool rule_udp_reply_wrong_address(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, to_itself);

	if (i < 0 || !f->server)
		return false;
	add_address(out, "got", &call_at(f, i)->addr);
	return about(out, f, i);
}

static bool somebody_has(const struct facts *f, uint16_t port)
{
	for (size_t m = 0; m < f->move_count; m++)
		if (f->moves[m]->move.local.port == port)
			return true;
	return false;
}

static bool to_other_port(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct call_event *recv =
		is_udp_send(k) && k->id == CALL_SENDTO ? received_before(f, i) : NULL;

	return recv && f->server && recv->addr.port && k->addr.port &&
	       k->addr.port != recv->addr.port && !somebody_has(f, k->addr.port) &&
	       !to_itself(f, i);
}

bool rule_udp_reply_fixed_port(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, to_other_port);

	if (i < 0)
		return false;
	finding_add(out, "got", "%d", call_at(f, i)->addr.port);
	finding_add(out, "expected", "%d", received_before(f, i)->addr.port);
	return about(out, f, i);
}

/* ---- borders of a datagram */

/* The datagram of which call i took only the beginning: longer than the room, and it begins like
 * that. */
static const struct move_event *cut_datagram(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	if (!is_udp_recv(k) || k->id == CALL_RECVMSG || k->ret <= 0 || k->ret != k->arg[2] ||
		(call_flags(k) & (MSG_PEEK | MSG_TRUNC)))
		return NULL;
	for (size_t m = 0; m < f->move_count; m++) {
		const struct move_event *sent = &f->moves[m]->move;

		if (f->moves[m]->t0 <= f->calls[i]->t1 && sent->what == MOVE_SENT &&
			(int64_t)sent->data.len > k->ret &&
			memcmp(sent->data.at, k->data.at, min_size(k->data.len, k->ret)) == 0)
			return sent;
	}
	return NULL;
}

static bool took_a_part(const struct facts *f, size_t i)
{
	return cut_datagram(f, i) && call_at(f, i)->ret != sizeof(void *);
}

static bool tells_in_pieces(const struct facts *f, size_t i)
{
	long next = next_on_socket(f, i);

	return next >= 0 && took_a_part(f, i) && is_udp_recv(call_at(f, next)) &&
	       call_at(f, i)->frame_count && call_at(f, next)->frame_count &&
	       call_at(f, i)->frames[0].line != call_at(f, next)->frames[0].line;
}

static bool truncated(
	const struct facts *f, bool (*is)(const struct facts *f, size_t i), struct finding *out)
{
	long i = first_call(f, is);

	if (i < 0)
		return false;
	finding_add(out, "got", "%d", (int)call_at(f, i)->ret);
	finding_add(out, "expected", "%zu", cut_datagram(f, i)->data.len);
	return about(out, f, i);
}

bool rule_udp_read_in_pieces(const struct mistake_case *c, struct finding *out)
{
	return truncated(c->facts, tells_in_pieces, out);
}

bool rule_udp_truncation(const struct mistake_case *c, struct finding *out)
{
	return first_call(c->facts, tells_in_pieces) < 0 && truncated(c->facts, took_a_part, out);
}

/* An empty datagram came, and the program took it for the end. */
static bool stops_at_empty(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	if (!is_udp_recv(k) || !call_worked(k) || k->ret != 0 || k->arg[2] == 0)
		return false;
	for (long j = next_on_socket(f, i); j >= 0; j = next_on_socket(f, j))
		if (is_udp_recv(call_at(f, j)) || is_udp_send(call_at(f, j)))
			return false;
	return exit_call(f) > (long)i;
}

bool rule_udp_zero_is_not_eof(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, stops_at_empty);

	return i >= 0 && about(out, c->facts, i);
}

/* ---- one peer only, or none */

static bool serves_one_only(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = k->id == CALL_CONNECT && k->fd_kind == FD_UDP && call_worked(k)
				       ? sock_of(f, k->inode)
				       : NULL;

	return s && k->addr.family != AF_UNSPEC && call_on(f, s, CALL_BIND) >= 0;
}

bool rule_udp_connected_server(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, serves_one_only);
	size_t senders = 0;

	for (size_t a = 1; a < c->conversation->cast_count; a++)
		senders += c->conversation->cast[a].kind == CAST_SENDER;
	if (i < 0 || !f->server || senders < 2)
		return false;
	finding_add(out, "port", "%d", call_at(f, i)->addr.port);
	return about(out, f, i);
}

static bool waits_with_care(const struct facts *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (is_poll(k) || k->id == CALL_ALARM || k->id == CALL_SETITIMER ||
			k->id == CALL_TIMER_SETTIME || k->id == CALL_TIMERFD_SETTIME ||
			(k->id == CALL_SETSOCKOPT && k->arg[1] == SOL_SOCKET &&
				k->arg[2] == SO_RCVTIMEO))
			return true;
	}
	return false;
}

bool rule_udp_no_timeout(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = waits_in(f, is_udp_recv);

	return i >= 0 && f->client && script_has(f, WHO_WIRE, VERB_DROPS) &&
	       why_is(f, WHY_SILENCE) && !waits_with_care(f) && about(out, f, i);
}
