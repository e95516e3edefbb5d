// SPDX-License-Identifier: MIT
/* stage_talk.h
 * The smallest player there is, to try a stage with: clients that connect when the program listens, send a message, say that they are done,
 * and read until the end.
 */
#pragma once
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage/stage.h"

enum { TALK_CLIENTS = 16, TALK_PORT = 7411 };

enum talk_state { TALK_IDLE, TALK_CONNECTING, TALK_SENDING, TALK_READING, TALK_DONE };

struct talk_client {
	int fd;
	enum talk_state state;
	size_t sent;
	struct buf got;
	int err;
};

struct talk {
	const char *program;
	const char *args[4]; /* after its name; NULL: only the port */
	int clients;
	struct bytes message;
	bool stays;	   /* no half-close after the message */
	bool drips;	   /* a byte at every silence */
	bool one_by_one;   /* the next connects when the one before is done */
	const char *input; /* for its stdin; NULL: none, and it stays open */
	/* in the manager */
	struct talk_client client[TALK_CLIENTS];
	size_t looked_at; /* events of the timeline */
	bool ready, over;
	int allowed; /* bytes that may be sent so far (drips) */
};

static inline void talk_move(
	struct stage *s, int who, enum move_what what, struct talk_client *c, struct bytes data)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	struct event ev = { .kind = EVENT_MOVE,
		.who = who,
		.move = { .what = what, .data = data, .err = c->err } };

	if (c->fd >= 0 && getsockname(c->fd, (struct sockaddr *)&at, &len) == 0)
		ev.move.local = address_from(&at, len);
	ev.move.remote = address_ip4("127.0.0.1", TALK_PORT);
	stage_record(s, &ev);
}

static inline void talk_connect(struct stage *s, int who, struct talk_client *c)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(TALK_PORT) };

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	connect(c->fd, (struct sockaddr *)&to, sizeof to);
	talk_move(s, who, MOVE_CONNECTS, c, (struct bytes){ 0 });
	stage_watch(s, c->fd);
	c->state = TALK_CONNECTING;
}

static inline void talk_close(struct stage *s, int who, struct talk_client *c, enum move_what what)
{
	talk_move(s, who, what, c, (struct bytes){ 0 });
	close(c->fd);
	c->fd = -1;
	c->state = TALK_DONE;
}

static inline bool talk_finish_connect(struct stage *s, int who, struct talk_client *c)
{
	struct pollfd p = { c->fd, POLLOUT, 0 };
	socklen_t len = sizeof c->err;

	if (poll(&p, 1, 0) <= 0)
		return false;
	getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &c->err, &len);
	if (c->err) {
		talk_close(s, who, c, MOVE_REFUSED);
		return true;
	}
	talk_move(s, who, MOVE_CONNECTED, c, (struct bytes){ 0 });
	c->state = TALK_SENDING;
	return true;
}

static inline bool talk_send(struct talk *t, struct stage *s, int who, struct talk_client *c)
{
	size_t most = t->drips ? min_size(t->allowed, t->message.len) : t->message.len;
	ssize_t n;

	if (c->sent == t->message.len) {
		if (!t->stays) {
			shutdown(c->fd, SHUT_WR);
			talk_move(s, who, MOVE_FINISHED, c, (struct bytes){ 0 });
		}
		c->state = TALK_READING;
		return true;
	}
	if (c->sent >= most)
		return false;
	n = send(c->fd, t->message.at + c->sent, most - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0)
		return false;
	talk_move(s, who, MOVE_SENT, c, (struct bytes){ t->message.at + c->sent, n });
	c->sent += n;
	return true;
}

static inline bool talk_read(struct talk *t, struct stage *s, int who, struct talk_client *c)
{
	uint8_t text[65536];
	ssize_t n = recv(c->fd, text, sizeof text, MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return false;
	if (n > 0) {
		talk_move(s, who, MOVE_GOT, c, (struct bytes){ text, n });
		buf_add(&c->got, text, n);
		if (t->stays && c->got.len >= t->message.len)
			talk_close(s, who, c, MOVE_CLOSED);
		return true;
	}
	talk_close(s, who, c, n == 0 ? MOVE_SAW_END : MOVE_SAW_RESET);
	return true;
}

static inline bool talk_step(struct talk *t, struct stage *s, int who, struct talk_client *c)
{
	switch (c->state) {
	case TALK_IDLE: return false;
	case TALK_CONNECTING: return talk_finish_connect(s, who, c);
	case TALK_SENDING: return talk_send(t, s, who, c) || talk_read(t, s, who, c);
	case TALK_READING: return talk_read(t, s, who, c);
	case TALK_DONE: return false;
	}
	return false;
}

static inline bool talk_is_ready(const struct event *ev)
{
	return ev->kind == EVENT_CALL && ev->who == WHO_YOU && ev->call.id == CALL_LISTEN &&
	       ev->call.ret == 0;
}

/* Without tracing nobody tells when it listens. */
static inline bool talk_listens(struct stage *s)
{
	struct socket_event found[8];
	const struct stage_config *c = stage_config_of(s);
	size_t n = c->level == LEVEL_BARE || c->leaks ? stage_listeners(s, found, 8) : 0;

	while (n > 0)
		if (found[--n].local.port == TALK_PORT)
			return true;
	return false;
}

static inline bool talk_done(const struct talk *t)
{
	for (int i = 0; i < t->clients; i++)
		if (t->client[i].state != TALK_DONE)
			return false;
	return t->clients > 0;
}

static inline bool talk_open_next(struct talk *t, struct stage *s)
{
	for (int i = 0; i < t->clients; i++) {
		struct talk_client *c = &t->client[i];

		if (c->state == TALK_IDLE) {
			talk_connect(s, i + 1, c);
			return true;
		}
		if (t->one_by_one && c->state != TALK_DONE)
			return false;
	}
	return false;
}

static inline bool talk_advance(void *self, struct stage *s)
{
	struct talk *t = self;
	const struct timeline *tl = stage_timeline(s);
	bool moved = false;

	while (t->looked_at < timeline_count(tl))
		t->ready |= talk_is_ready(timeline_arrival(tl, t->looked_at++));
	if (!t->ready)
		t->ready = talk_listens(s);
	if (t->ready)
		while (talk_open_next(t, s))
			moved = true;
	for (int i = 0; i < t->clients; i++)
		while (talk_step(t, s, i + 1, &t->client[i]))
			moved = true;
	if ((t->clients == 0 || talk_done(t)) && !stage_running(s, WHO_YOU))
		t->over = true;
	return moved;
}

static inline bool talk_quiet(void *self, struct stage *s, enum quiet_what what, bool paced)
{
	struct talk *t = self;

	if (t->drips && t->ready && t->allowed < (int)t->message.len) {
		t->allowed++;
		return true;
	}
	(void)s;
	if (!paced && what == QUIET_ASLEEP)
		t->over = true;
	return false;
}

static inline bool talk_over(void *self)
{
	return ((struct talk *)self)->over;
}

static inline void talk_deadline(void *self, struct stage *s)
{
	(void)self, (void)s;
}

static inline bool talk_begin(void *self, struct stage *s, struct err *err)
{
	struct talk *t = self;
	char port[16];
	char *argv[6] = { (char *)t->program, port };
	struct stage_program p = { WHO_YOU, t->program, argv, true };

	snprintf(port, sizeof port, "%d", TALK_PORT);
	for (int i = 0; i < 4 && t->args[i]; i++)
		argv[i + 1] = (char *)t->args[i];
	for (int i = 0; i < TALK_CLIENTS; i++)
		t->client[i].fd = -1;
	if (!stage_launch(s, &p, err))
		return false;
	if (t->input) {
		stage_feed(s, WHO_YOU, bytes_of(t->input));
		stage_feed_end(s, WHO_YOU);
	}
	return true;
}

/* One run, to its end. */
static inline struct timeline *talk_run(const struct talk *t, const struct stage_config *config,
	void (*seen)(void *context, const struct event *ev), void *context)
{
	struct talk copy = *t;
	struct stage_player player = { &copy, talk_begin, talk_advance, talk_quiet, talk_over,
		talk_deadline };
	const char *programs[] = { t->program, NULL };
	struct stage_config c = *config;
	struct err err = { "" };
	struct timeline *tl = timeline_new();
	struct stage_run *r;

	c.programs = programs;
	if (!c.deadline_ns)
		c.deadline_ns = UINT64_C(5000000000);
	r = stage_start(&c, &player, &err);
	if (!r) {
		fprintf(stderr, "stage: %s\n", err.text);
		return tl;
	}
	for (bool more = true; more;) {
		struct pollfd p = { stage_run_fd(r), POLLIN, 0 };

		poll(&p, 1, -1);
		more = stage_run_read(r, tl, seen, context);
	}
	stage_run_free(r);
	return tl;
}
