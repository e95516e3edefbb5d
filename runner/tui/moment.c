// SPDX-License-Identifier: MIT
#include "tui/moment.h"

#include <netinet/tcp.h>
#include <stdlib.h>

#include "report/call_words.h"
#include "report/sockets_at.h"
#include "timeline/calls.h"

static bool same_ends(
	const struct socket_event *s, const struct address *a, const struct address *b)
{
	return address_equal(&s->local, a) && address_equal(&s->remote, b);
}

/* Did bytes come to it, or leave it, by this event? */
static bool moves_bytes(const struct event *ev, const struct socket_event *s)
{
	const struct packet_event *p = &ev->packet;

	if (ev->kind == EVENT_CALL)
		return ev->call.data_total && same_ends(s, &ev->call.local, &ev->call.remote);
	return ev->kind == EVENT_PACKET && p->payload_len &&
	       (same_ends(s, &p->src, &p->dst) || same_ends(s, &p->dst, &p->src));
}

/* A connection left the listener's queue. */
static bool accepts(const struct event *ev, int who)
{
	if (ev->who != who)
		return false;
	if (ev->kind == EVENT_CALL)
		return calls_covers("accept", ev->call.id) && ev->call.ret >= 0;
	return ev->kind == EVENT_MOVE && ev->move.what == MOVE_ACCEPTED;
}

static uint64_t end_of(const struct event *ev)
{
	return ev->t1 > ev->t0 ? ev->t1 : ev->t0;
}

static bool is_since(const struct event *ev, const struct event *socket, uint64_t at)
{
	return end_of(ev) > socket->t0 && end_of(ev) <= at;
}

bool moment_accepted_since(const struct timeline *tl, const struct event *socket, uint64_t at)
{
	for (size_t i = timeline_count(tl); i-- > 0;)
		if (is_since(timeline_at(tl, i), socket, at) &&
			accepts(timeline_at(tl, i), socket->who))
			return true;
	return false;
}

static bool listens(const struct socket_event *s)
{
	return s->state == TCP_LISTEN && s->proto == PACKET_TCP;
}

/* A FIN takes a number as a byte does, and is counted with them until the other side has it, and until its end was read. */
bool moment_counts_fin_out(const struct socket_event *s)
{
	return s->proto == PACKET_TCP && s->wqueue &&
	       (s->state == TCP_FIN_WAIT1 || s->state == TCP_LAST_ACK || s->state == TCP_CLOSING);
}

bool moment_counts_fin_in(const struct socket_event *s)
{
	return s->proto == PACKET_TCP && s->rqueue &&
	       (s->state == TCP_CLOSE_WAIT || s->state == TCP_LAST_ACK);
}

/* Before everybody is said to wait the kernel is asked of every socket, and what has changed is told: until then nothing had. */
static bool asked_since(const struct timeline *tl, const struct event *ev, uint64_t at)
{
	for (size_t i = timeline_count(tl); i-- > 0;) {
		const struct event *quiet = timeline_at(tl, i);

		if (quiet->kind == EVENT_QUIET && quiet->t0 <= at && quiet->t0 >= end_of(ev))
			return true;
	}
	return false;
}

bool moment_knows_queues(const struct timeline *tl, const struct event *socket, uint64_t at)
{
	if (listens(&socket->socket)) /* who waited may have been accepted */
		return !socket->socket.rqueue || !moment_accepted_since(tl, socket, at);
	for (size_t i = timeline_count(tl); i-- > 0;)
		if (is_since(timeline_at(tl, i), socket, at) &&
			moves_bytes(timeline_at(tl, i), &socket->socket) &&
			!asked_since(tl, timeline_at(tl, i), at))
			return false;
	return true;
}

static void add_queue(
	struct buf *out, uint32_t queue, bool fin, const char *fin_name, const char *what)
{
	uint32_t bytes = queue - fin;

	if (!queue)
		return;
	buf_add_str(out, " (");
	if (bytes)
		buf_addf(out, "%u%s", bytes, fin ? " and " : "");
	buf_addf(out, "%s %s)", fin ? fin_name : "", what);
}

static int put_socket(struct area a, int col, const struct socket_event *s, bool queues)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (listens(s) && queues)
		buf_addf(&text, " (queue %u of %u)", s->rqueue, s->wqueue);
	else if (listens(s))
		buf_addf(&text, " (queue ? of %u)", s->wqueue);
	else if (queues) {
		add_queue(&text, s->rqueue, moment_counts_fin_in(s), "the end", "unread");
		add_queue(&text, s->wqueue, moment_counts_fin_out(s), "the FIN", "unacked");
	}
	col += area_put_cut(
		a, 0, col, a.cols - col, ROLE_ACCENT, socket_state_name(s->proto, s->state));
	return col + area_put_cut(a, 0, col, a.cols - col, ROLE_TEXT, buf_str(&text));
}

static int by_owner(const void *a, const void *b)
{
	const struct event *x = *(const struct event *const *)a,
			   *y = *(const struct event *const *)b;

	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return x->t0 < y->t0 ? -1 : x->t0 > y->t0;
}

static int put_owner(struct area a, int col, const struct timeline *tl, int who)
{
	AUTO(buf_free) struct buf name = { 0 };
	int width = area_put(a, 0, col, ROLE_TEXT, " ");

	words_who_short(&name, tl, who);
	width += area_put_cut(a, 0, col + width, a.cols - col - width, ROLE_STRONG, buf_str(&name));
	return width + area_put(a, 0, col + width, ROLE_TEXT, " ");
}

void moment_draw(struct area a, const struct timeline *tl, uint64_t at)
{
	struct sockets_at s;
	int col = 1;

	area_fill(a, 0, 0, a.cols, ROLE_BORDER, canvas_sign(a.canvas, "─", "-"));
	sockets_at(tl, at, &s);
	if (s.count)
		qsort(s.list, s.count, sizeof *s.list, by_owner);
	for (size_t i = 0; i < s.count && col < a.cols; i++) {
		if (i == 0 || s.list[i]->who != s.list[i - 1]->who)
			col += put_owner(a, col, tl, s.list[i]->who);
		else
			col += area_put(a, 0, col, ROLE_DIM, ", ");
		col = put_socket(
			a, col, &s.list[i]->socket, moment_knows_queues(tl, s.list[i], at));
	}
	if (s.count)
		area_put(a, 0, col, ROLE_TEXT, " ");
	sockets_at_free(&s);
}
