// SPDX-License-Identifier: MIT
#include "stage/kernel_watch.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "stage/manager.h"

enum {
	NEW_SYN_RECV = 12
}; /* a request not yet a socket: TCP_NEW_SYN_RECV, which <netinet/tcp.h> lacks */
enum { TIMER_RETRANSMIT = 1, TIMER_PROBE = 4 };

void watched_free(struct watched *w)
{
	free(w->list);
	*w = (struct watched){ 0 };
}

static bool same_address(const struct address *a, const struct address *b)
{
	struct address x = address_unmapped(a), y = address_unmapped(b);

	return address_equal(&x, &y);
}

static struct endpoint *find(
	struct watched *w, int proto, const struct address *local, const struct address *remote)
{
	for (size_t i = w->count; i-- > 0;) {
		struct endpoint *e = &w->list[i];

		if (e->proto == proto && e->local.port == local->port &&
			e->remote.port == remote->port && same_address(&e->local, local) &&
			same_address(&e->remote, remote))
			return e;
	}
	return NULL;
}

/* Whose a socket is: that of the listener or datagram socket on the same port, if nobody said. */
static int owner_of_port(const struct watched *w, int proto, uint16_t port)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->list[i].proto == proto && w->list[i].local.port == port &&
			w->list[i].who != WHO_WIRE)
			return w->list[i].who;
	return WHO_WIRE;
}

static struct endpoint *follow(struct stage *s, int proto, const struct address *local,
	const struct address *remote, int who)
{
	struct watched *w = &s->watched;
	struct endpoint *e = find(w, proto, local, remote);

	if (who == WHO_WIRE)
		who = owner_of_port(w, proto, local->port);
	if (!e) {
		grow(&w->list, &w->cap, w->count, sizeof *w->list);
		e = &w->list[w->count++];
		*e = (struct endpoint){ .proto = proto, .local = *local, .remote = *remote };
		e->who = who;
	} else if (e->who == WHO_WIRE) {
		e->who = who;
	}
	return e;
}

static bool is_internet(const struct address *a)
{
	return (a->family == AF_INET || a->family == AF_INET6) && a->port != 0;
}

void watched_socket(struct stage *s, const struct known_socket *k)
{
	struct address none = { 0 };

	if (!is_internet(&k->local) || (k->kind != FD_TCP && k->kind != FD_UDP))
		return;
	if (is_internet(&k->remote))
		follow(s, k->proto, &k->local, &k->remote, k->who)->gone = false;
	else if (k->listening || k->kind == FD_UDP)
		follow(s, k->proto, &k->local, &none, k->who)->gone = false;
}

bool watched_packet(struct stage *s, const struct packet_event *p)
{
	bool turning = p->flags & (TCP_SYN | TCP_FIN | TCP_RST);

	if (p->proto != IPPROTO_TCP)
		return false;
	/* Few packets tell of an end that is not known; those that open or close do. */
	if (turning) {
		struct endpoint *from = follow(s, p->proto, &p->src, &p->dst, WHO_WIRE);

		if (p->flags & TCP_SYN)
			from->gone = false; /* ports are used again */
		from = follow(s, p->proto, &p->dst, &p->src, WHO_WIRE);
		if (p->flags & TCP_SYN)
			from->gone = false;
	}
	return turning;
}

void watched_actor(struct stage *s, const struct event *move)
{
	const struct move_event *m = &move->move;
	struct address none = { 0 };

	if (!is_internet(&m->local) || move->who < 0)
		return;
	if (m->what == MOVE_LISTENS)
		follow(s, IPPROTO_TCP, &m->local, &none, move->who)->gone = false;
	else if ((m->what == MOVE_CONNECTS || m->what == MOVE_CONNECTED ||
			 m->what == MOVE_ACCEPTED) &&
		 is_internet(&m->remote)) {
		follow(s, IPPROTO_TCP, &m->local, &m->remote, move->who)->gone = false;
		if (!s->traced) /* nobody else tells of the other end */
			follow(s, IPPROTO_TCP, &m->remote, &m->local, WHO_WIRE)->gone = false;
	}
}

/* ---- asking */

static bool has_changed(const struct socket_event *a, const struct socket_event *b)
{
	return a->state != b->state || a->rqueue != b->rqueue || a->wqueue != b->wqueue ||
	       a->timer != b->timer || a->retransmits != b->retransmits || a->inode != b->inode;
}

static void tell(struct stage *s, struct endpoint *e)
{
	struct event ev = { .kind = EVENT_SOCKET, .who = e->who, .socket = e->now.ev };

	e->told = e->now.ev;
	ev.socket.who = e->who;
	ev.socket.local = e->local;
	ev.socket.remote = e->remote;
	stage_record(s, &ev);
}

/* A listener's table is small, and the only place that tells its queue. */
static bool ask_listener(struct stage *s, struct endpoint *e)
{
	struct address none = { .family = e->local.family };

	return kernel_ask(&s->kernel, e->proto, &e->local, &none, &e->now);
}

static void ask(struct stage *s, struct endpoint *e)
{
	bool found = e->remote.family == AF_UNSPEC
			     ? ask_listener(s, e)
			     : kernel_ask(&s->kernel, e->proto, &e->local, &e->remote, &e->now);

	if (found) {
		e->seen = true;
		return;
	}
	e->now.ev.state = TCP_CLOSE;
	e->now.ev.rqueue = e->now.ev.wqueue = 0;
	e->now.ev.timer = 0;
	e->now.ev.inode = 0;
	e->gone = true;
}

void watched_sample(struct stage *s)
{
	for (size_t i = 0; i < s->watched.count; i++) {
		struct endpoint *e = &s->watched.list[i];

		if (e->gone)
			continue;
		ask(s, e);
		/* What was never there has not gone: a port nobody listened on. */
		if (e->seen && has_changed(&e->now.ev, &e->told))
			tell(s, e);
		if (e->gone)
			e->seen = false;
	}
}

/* ---- rest */

/* Sent and taken in by the other's kernel: what is still queued waits only for an acknowledgement that is being delayed. */
static bool is_delivered(const struct endpoint *e, const struct endpoint *peer)
{
	int mine = e->now.ev.state, theirs = peer->now.ev.state;

	if (mine == TCP_FIN_WAIT1)
		return theirs == TCP_CLOSE_WAIT || theirs == TCP_LAST_ACK;
	if (mine == TCP_LAST_ACK)
		return theirs == TCP_TIME_WAIT || theirs == TCP_FIN_WAIT2;
	return e->now.unsent == 0 && e->now.sent - e->now.sent_again == peer->now.received;
}

/* A queue that is full takes nobody in until its program does: the one who knocks is dropped as often as he tries. */
static bool is_full_at(const struct watched *w, uint16_t port)
{
	bool full = false;

	for (size_t i = 0; i < w->count; i++) {
		const struct endpoint *e = &w->list[i];

		if (e->gone || !e->seen || e->local.port != port || e->now.ev.state != TCP_LISTEN)
			continue;
		if (e->now.ev.rqueue <= e->now.ev.wqueue)
			return false;
		full = true;
	}
	return full;
}

static enum net_rest rest_of(struct stage *s, struct endpoint *e, bool delivered)
{
	int state = e->now.ev.state;
	struct endpoint *peer;

	if (state == TCP_LISTEN || state == TCP_TIME_WAIT || state == TCP_CLOSE || e->gone)
		return NET_RESTS;
	if (state == TCP_SYN_SENT && is_full_at(&s->watched, e->remote.port))
		return NET_RESTS;
	if ((state == TCP_SYN_RECV || state == NEW_SYN_RECV) &&
		is_full_at(&s->watched, e->local.port))
		return NET_RESTS;
	if (state == TCP_SYN_SENT || state == TCP_SYN_RECV || state == NEW_SYN_RECV)
		return delivered ? NET_TIMER : NET_MOVES;
	if (e->now.ev.wqueue == 0)
		return NET_RESTS;
	peer = find(&s->watched, e->proto, &e->remote, &e->local);
	if (e->now.ev.timer == TIMER_PROBE) /* the same timer lets go of what a cork holds back */
		return peer && !peer->gone && peer->now.ev.rqueue == 0 ? NET_TIMER : NET_RESTS;
	if (peer && !peer->gone && is_delivered(e, peer))
		return NET_RESTS;
	/* The window is full and nobody reads: only the reader can move it. */
	if (e->now.ev.timer != TIMER_RETRANSMIT && delivered)
		return NET_RESTS;
	return delivered ? NET_TIMER : NET_MOVES;
}

enum net_rest watched_rest(struct stage *s, bool delivered)
{
	enum net_rest all = NET_RESTS;

	for (size_t i = 0; i < s->watched.count; i++) {
		struct endpoint *e = &s->watched.list[i];
		enum net_rest one;

		if (e->proto != IPPROTO_TCP || !e->seen || e->gone)
			continue;
		one = rest_of(s, e, delivered);
		if (one == NET_MOVES)
			return NET_MOVES;
		if (one == NET_TIMER)
			all = NET_TIMER;
	}
	return all;
}
