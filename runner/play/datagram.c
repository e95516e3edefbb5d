// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "play/datagram_parts.h"
#include "play/sockets.h"

enum { DATAGRAM_MAX = 65536, PARCELS_MAX = 1024 };

/* ---- parcels */

static void put(struct parcels *all, struct parcel parcel)
{
	grow(&all->list, &all->cap, all->count, sizeof *all->list);
	all->list[all->count++] = parcel;
}

static struct parcel take(struct parcels *all, size_t i)
{
	struct parcel parcel = all->list[i];

	memmove(all->list + i, all->list + i + 1, (--all->count - i) * sizeof *all->list);
	return parcel;
}

static void parcel_free(struct parcel *parcel)
{
	free((void *)parcel->data.at);
	*parcel = (struct parcel){ 0 };
}

static struct parcel take_held(struct parcel *held)
{
	struct parcel parcel = *held;

	*held = (struct parcel){ 0 };
	return parcel;
}

static struct parcel parcel_of(struct bytes data, const struct address *peer, int to)
{
	/* An empty datagram is one too, so `at` is never NULL. */
	return (struct parcel){ { xmemdup(data.at, data.len), data.len }, *peer, to };
}

void datagram_queue(struct datagram *d, struct bytes data, int to)
{
	put(&d->out, parcel_of(data, &(struct address){ 0 }, to));
}

void datagram_forget(struct datagram *d, size_t i)
{
	struct parcel parcel = take(&d->in, i);

	parcel_free(&parcel);
}

/* ---- who is where */

static bool speaks_from(const struct actor *a, const struct address *at)
{
	if (a->kind != &datagram_kind)
		return false;
	if (at->family == AF_UNIX)
		return at->path[0] && strcmp(a->datagram.local.path, at->path) == 0;
	return a->datagram.local.port == at->port;
}

int datagram_speaker(const struct player *p, const struct actor *a, const struct address *from)
{
	int program = WHO_YOU;

	for (size_t i = 0; i < p->cast_count; i++) {
		const struct actor *other = &p->cast[i];

		if (other != a && speaks_from(other, from))
			return i;
		if (is_program(other) && other->port && other->port == from->port)
			program = i;
	}
	return program;
}

/* Where a parcel goes: to where its addressee waits, or, if that one never waits anywhere, to where it spoke from. */
static struct address address_of(const struct player *p, const struct actor *a, int to)
{
	const struct datagram *d = &a->datagram;
	const struct actor *t = to >= 0 ? &p->cast[to] : NULL;

	if (t && t->kind == &datagram_kind && t->datagram.fd >= 0)
		return t->datagram.local;
	if (d->last.family && (!t || datagram_speaker(p, a, &d->last) == to))
		return d->last;
	return places_address(p, a, t ? to : WHO_YOU);
}

static bool may_go(struct player *p, struct actor *a, int to)
{
	struct datagram *d = &a->datagram;

	if (d->rested || (d->last.family && (to < 0 || datagram_speaker(p, a, &d->last) == to)))
		return true;
	return to < 0 || places_ready(p, a, to);
}

/* ---- the wire */

static void record(struct player *p, struct actor *a, enum move_what what,
	const struct parcel *parcel, int err)
{
	struct move_event facts = {
		.local = a->datagram.local, .remote = parcel->peer, .data = parcel->data, .err = err
	};

	record_move(p, a, what, &facts);
}

static void send_it(struct player *p, struct actor *a, const struct parcel *parcel)
{
	int err = sockets_send_to(p, a->datagram.fd, parcel->data, &parcel->peer);

	if (err == ECONNREFUSED) /* that was about an earlier one */
		err = sockets_send_to(p, a->datagram.fd, parcel->data, &parcel->peer);
	record(p, a, MOVE_SENT, parcel, err);
}

static void keep_it(struct player *p, struct actor *a, const struct parcel *parcel)
{
	struct datagram *d = &a->datagram;

	record(p, a, MOVE_GOT, parcel, 0);
	d->last = parcel->peer;
	if (d->in.count < PARCELS_MAX)
		put(&d->in, parcel_of(parcel->data, &parcel->peer, a->who));
}

/* One datagram meets the wire; `on` is what becomes of it on the other side. Consumes it. */
static void pass(struct player *p, struct actor *a, struct parcel parcel, int from,
	struct parcel *held,
	void (*on)(struct player *p, struct actor *a, const struct parcel *parcel))
{
	enum verb fate = wire_passes(&p->wire, from);

	if (fate == VERB_REORDERS && !held->data.at) {
		*held = parcel;
		return;
	}
	if (fate == VERB_DROPS) {
		record(p, a, MOVE_WIRE_DROPPED, &parcel, 0);
	} else {
		on(p, a, &parcel);
		if (fate == VERB_DUPLICATES) {
			record(p, a, MOVE_WIRE_DOUBLED, &parcel, 0);
			on(p, a, &parcel);
		}
	}
	parcel_free(&parcel);
	if (held->data.at) {
		struct parcel late = take_held(held);

		record(p, a, MOVE_WIRE_SWAPPED, &late, 0);
		on(p, a, &late);
		parcel_free(&late);
	}
}

/* ---- moving */

static bool send_all(struct player *p, struct actor *a)
{
	struct datagram *d = &a->datagram;
	bool moved = false;

	while (d->fd >= 0 && d->out.count > 0 && may_go(p, a, d->out.list[0].to)) {
		struct parcel parcel = take(&d->out, 0);

		parcel.peer = address_of(p, a, parcel.to);
		pass(p, a, parcel, a->who, &d->held_out, send_it);
		moved = true;
	}
	return moved;
}

static bool read_one(struct player *p, struct actor *a)
{
	uint8_t data[DATAGRAM_MAX];
	struct sockaddr_storage raw = { 0 };
	socklen_t len = sizeof raw;
	ssize_t n = recvfrom(
		a->datagram.fd, data, sizeof data, MSG_DONTWAIT, (struct sockaddr *)&raw, &len);
	struct address from;

	if (n < 0)
		return errno == ECONNREFUSED; /* told of an earlier send: read on */
	from = address_from(&raw, len);
	pass(p, a, parcel_of((struct bytes){ data, n }, &from, a->who),
		datagram_speaker(p, a, &from), &a->datagram.held_in, keep_it);
	return true;
}

static bool datagram_move(struct player *p, struct actor *a)
{
	bool moved = a->datagram.released;

	while (a->datagram.fd >= 0 && read_one(p, a))
		moved = true;
	moved |= send_all(p, a);
	a->datagram.released = a->datagram.rested = false;
	return moved;
}

/* What was to be swapped with a next one, and there was none, arrives late. */
static void release(struct player *p, struct actor *a, struct parcel *held,
	void (*on)(struct player *p, struct actor *a, const struct parcel *parcel))
{
	struct parcel late = take_held(held);

	if (!late.data.at)
		return;
	on(p, a, &late);
	parcel_free(&late);
	a->datagram.released = true;
}

static void datagram_rested(struct player *p, struct actor *a, enum rest rest)
{
	struct datagram *d = &a->datagram;

	d->rested = rest == REST_ASLEEP;
	release(p, a, &d->held_out, send_it);
	release(p, a, &d->held_in, keep_it);
}

static bool datagram_idle(const struct actor *a)
{
	return a->datagram.fd < 0 || (a->datagram.out.count == 0 && !a->datagram.held_out.data.at);
}

/* ---- opening */

static bool is_receiver(const struct actor *a)
{
	return a->member->kind == CAST_RECEIVER || a->member->kind == CAST_LOCAL_RECEIVER;
}

/* A local sender needs a name too, or nobody could answer it. */
static bool bind_sender(struct player *p, struct actor *a)
{
	struct address at = { .family = AF_UNIX };

	if (!cast_is_local(a->member->kind))
		return places_bind_any(p, a->datagram.fd, a->member->ipv6);
	snprintf(at.path, sizeof at.path, "%s.sock", a->member->name);
	return sockets_bind(p, a->datagram.fd, &at);
}

bool datagram_listen(struct player *p, struct actor *a, struct err *err)
{
	struct datagram *d = &a->datagram;
	struct address at = places_address(p, a, a->who);
	struct move_event facts = { 0 };

	d->fd = sockets_open(p, a, SOCK_DGRAM);
	if (d->fd < 0)
		return err_sys(err, "%s cannot have a socket", a->member->name);
	if (!(is_receiver(a) ? sockets_bind(p, d->fd, &at) : bind_sender(p, a)))
		return err_sys(err, "%s cannot bind its socket", a->member->name);
	d->local = sockets_local(d->fd);
	if (d->local.port)
		places_set_port(a, d->local.port);
	stage_watch(p->stage, d->fd);
	facts.local = d->local;
	if (is_receiver(a))
		record_move(p, a, MOVE_LISTENS, &facts);
	return true;
}

void datagram_stop(struct player *p, struct actor *a)
{
	struct datagram *d = &a->datagram;
	struct move_event facts = { .local = d->local };

	if (d->fd < 0)
		return;
	closep(&d->fd);
	sockets_forget(p, &d->local);
	while (d->in.count > 0)
		datagram_forget(d, 0);
	record_move(p, a, MOVE_STOPPED, &facts);
}

static bool datagram_open(struct player *p, struct actor *a, struct err *err)
{
	a->datagram.fd = -1;
	if (conversation_says(p->script, a->who, VERB_LISTENS))
		return true;
	return datagram_listen(p, a, err);
}

const struct actor_kind datagram_kind = { datagram_verbs, datagram_open, datagram_move,
	datagram_rested, datagram_idle };
