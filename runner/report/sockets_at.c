// SPDX-License-Identifier: MIT
#include "report/sockets_at.h"

#include <netinet/tcp.h>
#include <stdlib.h>

enum { GONE = TCP_CLOSE };

static bool same_socket(const struct socket_event *a, const struct socket_event *b)
{
	return a->proto == b->proto && address_equal(&a->local, &b->local) &&
	       address_equal(&a->remote, &b->remote);
}

static void see(struct sockets_at *s, const struct event *ev)
{
	for (size_t i = 0; i < s->count; i++)
		if (same_socket(&s->list[i]->socket, &ev->socket)) {
			s->list[i] = ev;
			return;
		}
	grow(&s->list, &s->cap, s->count, sizeof *s->list);
	s->list[s->count++] = ev;
}

static int by_port(const void *a, const void *b)
{
	const struct socket_event *x = &(*(const struct event *const *)a)->socket;
	const struct socket_event *y = &(*(const struct event *const *)b)->socket;
	bool lx = x->state == TCP_LISTEN, ly = y->state == TCP_LISTEN;

	if (lx != ly)
		return ly - lx;
	if (x->local.port != y->local.port)
		return x->local.port < y->local.port ? -1 : 1;
	return x->remote.port < y->remote.port ? -1 : x->remote.port > y->remote.port;
}

void sockets_at(const struct timeline *tl, uint64_t t, struct sockets_at *out)
{
	size_t kept = 0;

	*out = (struct sockets_at){ 0 };
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_SOCKET && ev->t0 <= t)
			see(out, ev);
	}
	for (size_t i = 0; i < out->count; i++)
		if (out->list[i]->socket.proto != PACKET_TCP || out->list[i]->socket.state != GONE)
			out->list[kept++] = out->list[i];
	out->count = kept;
	if (kept)
		qsort(out->list, kept, sizeof *out->list, by_port);
}

void sockets_at_free(struct sockets_at *s)
{
	free(s->list);
	*s = (struct sockets_at){ 0 };
}

const char *socket_state_name(int proto, int state)
{
	if (proto == PACKET_UDP)
		return state == TCP_ESTABLISHED ? "connected" : "bound";
	return state > 0 && state < TCP_STATES ? tcp_state_names[state] : "?";
}

const char *socket_timer_name(int timer)
{
	static const char *const names[] = { "", "retransmit", "keepalive", "TIME_WAIT",
		"window probe" };

	return timer > 0 && timer < (int)ARRAY_LEN(names) ? names[timer] : "";
}
