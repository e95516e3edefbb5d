// SPDX-License-Identifier: MIT
#include <netinet/tcp.h>
#include <stdlib.h>

#include "course/names.h"
#include "judge/facts_match.h"
#include "play/program_parts.h"

enum { SOCKETS_MAX = 1024 };

struct sockets {
	struct socket_event list[SOCKETS_MAX];
	size_t count, total;
};

/* What is said of one socket together must hold of one socket together. */
static bool listens(
	const struct player *p, const struct holds_spec *want, const struct socket_event *s)
{
	return s->proto == PACKET_TCP && s->state == TCP_LISTEN &&
	       port_matches(want->listening, s->local.port, p->cast[WHO_YOU].port) &&
	       address_matches(want->address, &s->local) &&
	       (want->backlog < 0 || s->wqueue >= want->backlog) &&
	       (want->waiting < 0 || s->rqueue == want->waiting);
}

static bool is_bound_udp(
	const struct player *p, const struct holds_spec *want, const struct socket_event *s)
{
	return s->proto == PACKET_UDP &&
	       port_matches(want->bound_udp, s->local.port, p->cast[WHO_YOU].port) &&
	       address_matches(want->address, &s->local);
}

static bool in_state(
	const struct player *p, const struct holds_spec *want, const struct socket_event *s)
{
	(void)p;
	return s->proto == PACKET_TCP && s->state == names_number(NAMES_STATE, want->state);
}

static bool some(const struct player *p, const struct holds_spec *want, const struct sockets *all,
	bool (*is)(const struct player *p, const struct holds_spec *want,
		const struct socket_event *s))
{
	for (size_t i = 0; i < all->count; i++)
		if (is(p, want, &all->list[i]))
			return true;
	return false;
}

static bool asks_listener(const struct holds_spec *want)
{
	return want->listening != PORT_NOT_ASKED || want->backlog >= 0 || want->waiting >= 0 ||
	       (want->address && want->bound_udp == PORT_NOT_ASKED);
}

static bool counts_hold(
	const struct player *p, const struct actor *a, const struct holds_spec *want, size_t open)
{
	if (want->sockets >= 0 && (int64_t)open != want->sockets)
		return false;
	if (want->sockets_most < 0 || p->spec.level == LEVEL_BARE)
		return true;
	return a->program.sockets_most <= want->sockets_most;
}

bool holds_now(struct player *p, struct actor *a, const struct holds_spec *want)
{
	struct sockets *all = xmalloc(sizeof *all);
	bool held;

	all->total = stage_sockets_of(p->stage, a->who, all->list, SOCKETS_MAX);
	all->count = min_size(all->total, SOCKETS_MAX);
	held = counts_hold(p, a, want, all->total) &&
	       (!asks_listener(want) || some(p, want, all, listens)) &&
	       (want->bound_udp == PORT_NOT_ASKED || some(p, want, all, is_bound_udp)) &&
	       (!want->state || some(p, want, all, in_state));
	free(all);
	return held;
}
