// SPDX-License-Identifier: MIT
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "play/player.h"
#include "play/sockets.h"
#include "play/stream_parts.h"

enum {
	READ_AT_ONCE = 64 << 10,
	IN_MAX = 1 << 20,
	BACKLOG = 16,
	SLOW_READER_BUFFER = 8 << 10,
	RESTLESS_MS = 60
};

/* ---- facts about it */

static struct move_event facts_of(const struct stream *st)
{
	return (struct move_event){ .local = st->local, .remote = st->remote };
}

static void record(struct player *p, struct actor *a, enum move_what what)
{
	struct move_event facts = facts_of(&a->stream);

	record_move(p, a, what, &facts);
}

static void record_err(struct player *p, struct actor *a, enum move_what what, int err)
{
	struct move_event facts = facts_of(&a->stream);

	facts.err = err;
	record_move(p, a, what, &facts);
}

static void record_bytes(
	struct player *p, struct actor *a, enum move_what what, const void *at, size_t len)
{
	struct move_event facts = facts_of(&a->stream);

	facts.data = (struct bytes){ at, len };
	record_move(p, a, what, &facts);
}

/* ---- the queue */

static void drop_item(struct stream *st)
{
	free(st->queue[st->head++].data);
	if (st->head == st->count)
		st->head = st->count = 0;
}

void stream_forget_queue(struct stream *st)
{
	while (st->head < st->count)
		drop_item(st);
}

static bool queue_empty(const struct stream *st)
{
	return st->head == st->count;
}

void stream_queue(struct stream *st, enum item_kind kind, const void *at, size_t len)
{
	struct item item = { kind, len ? xmemdup(at, len) : NULL, len, 0 };

	grow(&st->queue, &st->cap, st->count, sizeof *st->queue);
	st->queue[st->count++] = item;
}

/* ---- ends */

static void lose_connection(struct stream *st)
{
	close(st->fd);
	st->fd = -1;
	st->link = LINK_NONE;
}

static void see_reset(struct player *p, struct actor *a, int err)
{
	struct stream *st = &a->stream;

	if (st->reset)
		return;
	st->reset = true;
	record_err(p, a, MOVE_SAW_RESET, err);
	stream_forget_queue(st);
}

static void finish(struct player *p, struct actor *a)
{
	shutdown(a->stream.fd, SHUT_WR);
	record(p, a, MOVE_FINISHED);
}

static void close_it(struct player *p, struct actor *a)
{
	lose_connection(&a->stream);
	record(p, a, MOVE_CLOSED);
}

static void reset_it(struct player *p, struct actor *a)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(a->stream.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	lose_connection(&a->stream);
	record(p, a, MOVE_RESET);
}

static void (*const enders[])(struct player *p, struct actor *a) = {
	[ITEM_FINISH] = finish,
	[ITEM_CLOSE] = close_it,
	[ITEM_RESET] = reset_it,
};

/* ---- receiving */

/* A program that never stops sending must not fill our memory: beyond what the step wants, only so much is taken. */
static bool wants_more(const struct player *p, const struct stream *st)
{
	return st->link == LINK_UP && !st->paused && !st->end && !st->reset &&
	       st->in.len < IN_MAX + p->hearing.want.len;
}

static void take_bytes(struct player *p, struct actor *a, const uint8_t *at, size_t len)
{
	buf_add(&a->stream.in, at, len);
	record_bytes(p, a, MOVE_GOT, at, len);
}

static void drain(struct player *p, struct actor *a)
{
	uint8_t chunk[READ_AT_ONCE];
	ssize_t n;

	while (wants_more(p, &a->stream) &&
		(n = recv(a->stream.fd, chunk, sizeof chunk, MSG_DONTWAIT)) > 0)
		take_bytes(p, a, chunk, n);
}

static bool read_some(struct player *p, struct actor *a)
{
	struct stream *st = &a->stream;
	uint8_t chunk[READ_AT_ONCE];
	ssize_t n = recv(st->fd, chunk, sizeof chunk, MSG_DONTWAIT);

	if (n < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return false;
		see_reset(p, a, errno);
	} else if (n == 0) {
		st->end = true;
		record(p, a, MOVE_SAW_END);
	} else {
		take_bytes(p, a, chunk, n);
	}
	return true;
}

/* After the end nothing can be read any more, but a reset may still come for what was sent. */
static bool look_for_reset(struct player *p, struct actor *a)
{
	struct stream *st = &a->stream;
	int err = 0;
	socklen_t len = sizeof err;

	if (st->link != LINK_UP || !st->end || st->reset)
		return false;
	if (getsockopt(st->fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0 || err == 0)
		return false;
	see_reset(p, a, err);
	return true;
}

static bool read_all(struct player *p, struct actor *a)
{
	bool moved = false;

	while (wants_more(p, &a->stream) && read_some(p, a))
		moved = true;
	return look_for_reset(p, a) || moved;
}

/* ---- sending */

/* Sends of the first piece what the kernel takes; true if it took anything. */
static bool send_some(struct player *p, struct actor *a, struct item *item)
{
	struct stream *st = &a->stream;
	ssize_t n = send(st->fd, item->data + item->sent, item->len - item->sent,
		MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0) {
		int err = errno;

		if (err == EAGAIN || err == EINTR)
			return false;
		drain(p, a); /* what came before the reset is still there */
		see_reset(p, a, err);
		return true;
	}
	record_bytes(p, a, MOVE_SENT, item->data + item->sent, n);
	item->sent += n;
	if (item->sent == item->len) {
		st->rested = false;
		st->sent_at = stage_now(p->stage);
		drop_item(st);
	}
	return true;
}

/* A piece begins only when the program rests since the one before, so that each can be received alone; or, if it never rests, after a
 * while. An end follows at once. */
static bool may_go(struct player *p, const struct stream *st, const struct item *item)
{
	return item->kind != ITEM_BYTES || item->sent > 0 || st->rested ||
	       stage_now(p->stage) > st->sent_at + RESTLESS_MS * NS_PER_MS;
}

static bool send_queue(struct player *p, struct actor *a)
{
	struct stream *st = &a->stream;
	bool moved = false;

	while (st->link == LINK_UP && !queue_empty(st) && may_go(p, st, &st->queue[st->head])) {
		struct item *item = &st->queue[st->head];

		if (item->kind != ITEM_BYTES) {
			enum item_kind kind = item->kind;

			drop_item(st);
			enders[kind](p, a);
		} else if (!send_some(p, a, item)) {
			break;
		}
		moved = true;
	}
	return moved;
}

static bool stream_move(struct player *p, struct actor *a)
{
	bool moved = read_all(p, a);

	return send_queue(p, a) || moved;
}

static void stream_rested(struct player *p, struct actor *a, enum rest rest)
{
	(void)p;
	(void)rest;
	a->stream.rested = true;
}

static bool stream_idle(const struct actor *a)
{
	return queue_empty(&a->stream) || a->stream.link != LINK_UP;
}

/* ---- connections */

static bool reads_slowly(const struct player *p, int who)
{
	return conversation_says(p->script, who, VERB_PAUSES);
}

static int stream_socket(struct player *p, struct actor *a)
{
	int size = SLOW_READER_BUFFER;
	int fd = sockets_open(p, a, SOCK_STREAM);

	if (fd >= 0 && reads_slowly(p, a->who))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	return fd;
}

/* One connection at a time is spoken on. An earlier one that the script left open stays open until the run ends. */
static void stream_begin(struct actor *a, int fd)
{
	struct stream *st = &a->stream;
	int one = 1;

	stream_forget_queue(st);
	buf_cut(&st->in, 0);
	st->fd = fd;
	st->rested = true;
	st->paused = st->end = st->end_told = st->reset = st->reset_told = false;
	if (!cast_is_local(a->member->kind))
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	st->local = sockets_local(fd);
	st->remote = sockets_remote(fd);
}

enum progress stream_connect(struct player *p, struct actor *a, int target)
{
	struct stream *st = &a->stream;
	struct address to = places_address(p, a, target);
	int fd = stream_socket(p, a);

	if (fd < 0)
		return WAITS;
	if (!cast_is_local(a->member->kind))
		places_bind_any(p, fd, a->member->ipv6);
	stream_begin(a, fd);
	st->remote = to;
	st->link = LINK_CONNECTING;
	if (st->local.port)
		places_set_port(a, st->local.port);
	record(p, a, MOVE_CONNECTS);
	st->err = sockets_connect(p, fd, &to);
	stage_watch(p->stage, fd);
	return ACTED;
}

/* The handshake: true when it is known how it ended. */
static bool handshake_over(struct stream *st)
{
	struct pollfd pfd = { .fd = st->fd, .events = POLLOUT };
	socklen_t len = sizeof st->err;

	if (st->err != 0 && st->err != EINPROGRESS)
		return true;
	if (poll(&pfd, 1, 0) <= 0)
		return false;
	getsockopt(st->fd, SOL_SOCKET, SO_ERROR, &st->err, &len);
	return true;
}

enum link stream_connecting(struct player *p, struct actor *a)
{
	struct stream *st = &a->stream;

	if (!handshake_over(st))
		return LINK_CONNECTING;
	if (st->err) {
		record_err(p, a, MOVE_REFUSED, st->err);
		lose_connection(st);
		return LINK_NONE;
	}
	st->link = LINK_UP;
	st->local = sockets_local(st->fd);
	record(p, a,
		MOVE_CONNECTED); /* nothing is read before the next step, which may be not to */
	return LINK_UP;
}

bool stream_accept(struct player *p, struct actor *a)
{
	struct stream *st = &a->stream;
	int fd = accept4(st->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return false;
	stream_begin(a, fd);
	st->link = LINK_UP;
	stage_watch(p->stage, fd);
	record(p, a, MOVE_ACCEPTED);
	return true;
}

bool stream_listen(struct player *p, struct actor *a, struct err *err)
{
	struct stream *st = &a->stream;
	struct address at = places_address(p, a, a->who);
	int one = 1;

	st->listener = stream_socket(p, a);
	if (st->listener < 0)
		return err_sys(err, "%s cannot have a socket", a->member->name);
	setsockopt(st->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (!sockets_bind(p, st->listener, &at) || listen(st->listener, BACKLOG) < 0) {
		AUTO(buf_free) struct buf where = { 0 };
		int saved = errno;

		address_text(&where, &at);
		errno = saved;
		return err_sys(err, "%s cannot listen at %s", a->member->name, buf_str(&where));
	}
	st->local = at;
	st->remote = (struct address){ 0 };
	stage_watch(p->stage, st->listener);
	record(p, a, MOVE_LISTENS);
	return true;
}

void stream_stop(struct player *p, struct actor *a)
{
	struct stream *st = &a->stream;

	stream_forget_queue(st);
	if (st->fd >= 0)
		lose_connection(st);
	closep(&st->listener);
	sockets_forget(p, &st->local);
	record(p, a, MOVE_STOPPED);
}

static bool stream_open(struct player *p, struct actor *a, struct err *err)
{
	bool listens = a->member->kind == CAST_SERVER || a->member->kind == CAST_LOCAL_SERVER;

	a->stream.fd = a->stream.listener = -1;
	if (!listens || conversation_says(p->script, a->who, VERB_LISTENS))
		return true;
	return stream_listen(p, a, err);
}

const struct actor_kind stream_kind = { stream_verbs, stream_open, stream_move, stream_rested,
	stream_idle };
