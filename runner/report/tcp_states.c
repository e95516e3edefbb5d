// SPDX-License-Identifier: MIT
#include "report/tcp_states.h"

#include <netinet/tcp.h>
#include <stdlib.h>

struct end {
	struct address address;
	int state;
	bool spoke;    /* .next is known */
	uint32_t next; /* after all that it sent */
	bool finished; /* .fin is known */
	uint32_t fin;  /* sequence number of its FIN */
};

struct connection {
	struct end ends[2];
};

struct work {
	struct connection *list;
	size_t count, cap;
};

static bool is_end(const struct end *e, const struct address *a)
{
	return address_equal(&e->address, a);
}

static bool fresh(const struct packet_event *p)
{
	return (p->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

/* Both ends are through with it: the same ports may begin anew. */
static bool over(const struct connection *c)
{
	for (int i = 0; i < 2; i++)
		if (c->ends[i].state != TCP_CLOSE && c->ends[i].state != TCP_TIME_WAIT)
			return false;
	return true;
}

/* The newest connection between these two; *from says which of its ends sent. */
static size_t find(struct work *w, const struct packet_event *p, int *from)
{
	for (size_t i = w->count; i-- > 0;)
		for (int side = 0; side < 2; side++) {
			struct connection *c = &w->list[i];

			if (!is_end(&c->ends[side], &p->src) || !is_end(&c->ends[!side], &p->dst))
				continue;
			if (fresh(p) && over(c))
				break;
			*from = side;
			return i;
		}
	grow(&w->list, &w->cap, w->count, sizeof *w->list);
	/* A connection whose beginning was not seen is taken to be established; the kernel speaks of CLOSED before a SYN. */
	int state = p->flags & (TCP_SYN | TCP_RST) ? TCP_CLOSE : TCP_ESTABLISHED;

	w->list[w->count] = (struct connection){ .ends = { { .address = p->src, .state = state },
							 { .address = p->dst, .state = state } } };
	*from = 0;
	return w->count++;
}

static bool covers(const struct packet_event *p, const struct end *other)
{
	return other->finished && (p->flags & TCP_ACK) && (int32_t)(p->ack - other->fin) > 0;
}

/* ---- what a packet does to the end that sends it, and to the one that takes it */

static int after_sending(const struct end *e, const struct packet_event *p)
{
	if (p->flags & TCP_RST)
		return TCP_CLOSE;
	if (p->flags & TCP_SYN)
		return p->flags & TCP_ACK ? TCP_SYN_RECV : TCP_SYN_SENT;
	if (p->flags & TCP_FIN) {
		if (e->state == TCP_ESTABLISHED || e->state == TCP_SYN_RECV)
			return TCP_FIN_WAIT1;
		if (e->state == TCP_CLOSE_WAIT)
			return TCP_LAST_ACK;
	}
	return e->state;
}

static int taken_fin(int state, bool acked)
{
	if (state == TCP_ESTABLISHED || state == TCP_SYN_RECV)
		return TCP_CLOSE_WAIT;
	if (state == TCP_FIN_WAIT1)
		return acked ? TCP_TIME_WAIT : TCP_CLOSING;
	return state == TCP_FIN_WAIT2 ? TCP_TIME_WAIT : state;
}

static int taken_ack(int state)
{
	if (state == TCP_FIN_WAIT1)
		return TCP_FIN_WAIT2;
	if (state == TCP_CLOSING)
		return TCP_TIME_WAIT;
	return state == TCP_LAST_ACK ? TCP_CLOSE : state;
}

static int after_taking(const struct end *e, const struct packet_event *p)
{
	bool acked = covers(p, e);
	int state = e->state;

	if (p->flags & TCP_RST)
		return TCP_CLOSE;
	if (p->flags & TCP_SYN)
		return p->flags & TCP_ACK && state == TCP_SYN_SENT ? TCP_ESTABLISHED
		       : state == TCP_CLOSE			   ? TCP_SYN_RECV
								   : state;
	if (state == TCP_SYN_RECV && (p->flags & TCP_ACK))
		state = TCP_ESTABLISHED;
	if (p->flags & TCP_FIN)
		return taken_fin(state, acked);
	return acked ? taken_ack(state) : state;
}

static uint32_t sequence_end(const struct packet_event *p)
{
	return p->seq + p->payload_len + !!(p->flags & TCP_SYN) + !!(p->flags & TCP_FIN);
}

/* Remembers how far an end has spoken; true if it says again what it had said. */
static bool speak(struct end *e, const struct packet_event *p)
{
	uint32_t to = sequence_end(p);
	bool again = e->spoke && to != p->seq && (int32_t)(to - e->next) <= 0;

	if (!e->spoke || (int32_t)(to - e->next) > 0)
		e->next = to;
	e->spoke = true;
	if (p->flags & TCP_FIN) {
		e->finished = true;
		e->fin = to - 1;
	}
	return again;
}

static struct tcp_moment moment_of(struct work *w, size_t index, const struct packet_event *p)
{
	int from = 0;
	size_t i = find(w, p, &from);
	struct end *src = &w->list[i].ends[from], *dst = &w->list[i].ends[!from];
	struct tcp_moment m = { .index = index, .connection = i };
	int src_was = src->state, dst_was = dst->state;

	m.src_state = after_sending(src, p);
	/* An ACK may also carry what ends the sender's own handshake; and it is sent before it is taken. */
	m.dst_state = after_taking(dst, p);
	m.handshake_ack = dst_was == TCP_SYN_RECV && (p->flags & TCP_ACK) && !(p->flags & TCP_SYN);
	m.repeated = !(p->flags & TCP_RST) && speak(src, p);
	if (m.repeated) /* what was said before changes nothing */
		m.src_state = src_was;
	m.src_changed = m.src_state != src_was;
	m.dst_changed = m.dst_state != dst_was;
	src->state = m.src_state;
	dst->state = m.dst_state;
	return m;
}

void tcp_states_of(const struct timeline *tl, struct tcp_moments *out)
{
	struct work w = { 0 };
	size_t cap = 0;

	*out = (struct tcp_moments){ 0 };
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind != EVENT_PACKET || ev->packet.proto != PACKET_TCP)
			continue;
		grow(&out->list, &cap, out->count, sizeof *out->list);
		out->list[out->count++] = moment_of(&w, i, &ev->packet);
	}
	free(w.list);
}

void tcp_moments_free(struct tcp_moments *m)
{
	free(m->list);
	*m = (struct tcp_moments){ 0 };
}

static int by_index(const void *key, const void *moment)
{
	size_t a = *(const size_t *)key, b = ((const struct tcp_moment *)moment)->index;

	return a < b ? -1 : a > b;
}

const struct tcp_moment *tcp_moment_at(const struct tcp_moments *m, size_t index)
{
	return m->count ? bsearch(&index, m->list, m->count, sizeof *m->list, by_index) : NULL;
}
