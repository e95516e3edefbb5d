// SPDX-License-Identifier: MIT
#include "timeline/sender.h"

/* What a packet is, as far as somebody must have asked for it. */
enum errand { ERRAND_NONE, ERRAND_OPEN, ERRAND_DATA, ERRAND_FINISH, ERRAND_RESET };

static enum errand errand_of(const struct packet_event *p)
{
	if (p->proto == PACKET_UDP)
		return ERRAND_DATA;
	if (p->proto != PACKET_TCP)
		return ERRAND_NONE;
	if (p->payload_len)
		return ERRAND_DATA;
	if (p->flags & TCP_RST)
		return ERRAND_RESET;
	if (p->flags & TCP_FIN)
		return ERRAND_FINISH;
	return (p->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN ? ERRAND_OPEN : ERRAND_NONE;
}

bool sender_same_end(const struct address *a, const struct address *b)
{
	struct address x = address_unmapped(a), y = address_unmapped(b);

	if (x.port != y.port || !x.family || !y.family)
		return false;
	return address_is_any(&x) || address_is_any(&y) || address_equal(&x, &y);
}

static bool ends_program(enum call_id id)
{
	return id == CALL_EXIT_GROUP || id == CALL_EXIT;
}

static bool call_runs(const struct call_event *c, enum errand errand)
{
	switch (errand) {
	case ERRAND_OPEN: return c->id == CALL_CONNECT;
	case ERRAND_DATA:
		return calls[c->id].moves == CALL_MOVES_OUT && c->id != CALL_SETSOCKOPT
			       ? true
			       : c->id == CALL_SENDFILE ||
					 (c->id == CALL_SPLICE && c->fd_kind == FD_PIPE);
	case ERRAND_FINISH:
		return c->id == CALL_CLOSE || c->id == CALL_SHUTDOWN || ends_program(c->id);
	case ERRAND_RESET: return c->id == CALL_CLOSE || ends_program(c->id);
	case ERRAND_NONE: break;
	}
	return false;
}

/* The call is on the socket that the packet left from. */
static bool call_on(const struct call_event *c, const struct packet_event *p)
{
	if (ends_program(c->id))
		return true; /* of which program, the caller knows */
	if (c->local.family && !sender_same_end(&c->local, &p->src))
		return false;
	/* an unconnected datagram socket has a remote end only in its call */
	if (c->remote.family)
		return sender_same_end(&c->remote, &p->dst);
	if (c->addr.family)
		return sender_same_end(&c->addr, &p->dst);
	return c->local.family && p->proto == PACKET_UDP;
}

static bool move_runs(const struct move_event *m, enum errand errand)
{
	switch (errand) {
	case ERRAND_OPEN: return m->what == MOVE_CONNECTS;
	case ERRAND_DATA: return m->what == MOVE_SENT;
	case ERRAND_FINISH: return m->what == MOVE_FINISHED || m->what == MOVE_CLOSED;
	case ERRAND_RESET: return m->what == MOVE_RESET || m->what == MOVE_CLOSED;
	case ERRAND_NONE: break;
	}
	return false;
}

static bool move_on(const struct move_event *m, const struct packet_event *p)
{
	return sender_same_end(&m->local, &p->src) &&
	       (!m->remote.family || sender_same_end(&m->remote, &p->dst));
}

static bool contains(const struct event *ev, uint64_t t)
{
	return ev->t0 <= t && (t <= ev->t1 || ev->t1 == 0);
}

static uint64_t distance(const struct event *ev, uint64_t t)
{
	if (contains(ev, t))
		return 0;
	return ev->t0 > t ? ev->t0 - t : t - ev->t1;
}

struct search {
	const struct timeline *tl;
	const struct packet_event *packet;
	uint64_t time;
	enum errand errand;
};

static bool fits(const struct search *s, const struct event *ev)
{
	if (ev->kind == EVENT_CALL)
		return ev->t0 <= s->time && call_runs(&ev->call, s->errand) &&
		       call_on(&ev->call, s->packet);
	return ev->kind == EVENT_MOVE && move_runs(&ev->move, s->errand) &&
	       move_on(&ev->move, s->packet);
}

/* A reset that comes later than the call is the kernel's answer to somebody else's packet. */
static bool near_enough(const struct search *s, const struct event *ev)
{
	return s->errand != ERRAND_RESET || ev->kind == EVENT_MOVE || contains(ev, s->time);
}

/* Who had this end of the connection, so that an exit can be laid at its door. */
static bool had_it(const struct search *s, const struct event *exit)
{
	for (size_t i = 0; i < timeline_count(s->tl); i++) {
		const struct event *ev = timeline_at(s->tl, i);

		if (ev->t0 > s->time)
			break;
		if (ev->kind == EVENT_CALL && ev->who == exit->who && !ends_program(ev->call.id) &&
			ev->call.local.family && ev->call.remote.family &&
			call_on(&ev->call, s->packet))
			return true;
	}
	return false;
}

static bool suits(const struct search *s, const struct event *ev)
{
	if (!fits(s, ev) || !near_enough(s, ev))
		return false;
	return ev->kind != EVENT_CALL || !ends_program(ev->call.id) || had_it(s, ev);
}

enum {
	CANDIDATES = 16
}; /* of calls on one connection that began before a packet, those looked at */

static void nearer(const struct search *s, const struct event *ev, const struct event **best)
{
	if (!*best || distance(ev, s->time) < distance(*best, s->time))
		*best = ev;
}

const struct event *sender_of(const struct timeline *tl, size_t packet)
{
	const struct event *ev = timeline_at(tl, packet), *best = NULL;
	struct search s = { tl, &ev->packet, ev->t0, ERRAND_NONE };
	size_t seen = 0;

	if (ev->kind != EVENT_PACKET || (s.errand = errand_of(&ev->packet)) == ERRAND_NONE)
		return NULL;
	for (size_t i = packet; i-- > 0 && seen < CANDIDATES && !(best && contains(best, s.time));)
		if (suits(&s, timeline_at(tl, i))) {
			nearer(&s, timeline_at(tl, i), &best);
			seen++;
		}
	/* An actor's move is written down after its packet has left. */
	for (size_t i = packet + 1; i < timeline_count(tl) && !(best && best->kind == EVENT_CALL);
		i++)
		if (timeline_at(tl, i)->kind == EVENT_MOVE && suits(&s, timeline_at(tl, i))) {
			nearer(&s, timeline_at(tl, i), &best);
			break;
		}
	return best;
}
