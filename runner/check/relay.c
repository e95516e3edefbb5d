// SPDX-License-Identifier: MIT
#include "check/relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

enum { WHO_SERVER = 1, WHO_VISITOR = 2 };
enum { SOCKETS_ASKED = 64, CHUNK = 16384, LINKS_MAX = 64, DAYS_AT_MOST = 30, DOOR_FD = 100 };

/* One visitor: outside is the door's side, inside the server's. */
struct link {
	int outside, inside;	    /* -1: closed; of UDP there is no outside but the door */
	struct buf inward, outward; /* on their way, where the other side is slow */
	bool inward_ended, outward_ended;
	struct sockaddr_storage from; /* UDP: who it is */
	socklen_t from_len;
};

struct relay {
	struct relay_spec spec;
	int door;
	uint16_t port,
		inner_port; /* the latter is what the server is told; it may have a port of its own */
	struct stage_run *run;
	struct timeline *timeline;

	/* in the manager */
	struct link links[LINKS_MAX];
	size_t link_count, oldest;
	bool launched, open;  /* open: the server can be reached, */
	struct address inner; /* there */
	struct stage *stage;
};

/* ---- in the manager: what happened, for the timeline */

static void record(struct relay *r, const struct link *l, enum move_what what, struct bytes data)
{
	struct event ev = {
		.kind = EVENT_MOVE, .who = WHO_VISITOR, .move = { .what = what, .data = data }
	};
	struct sockaddr_storage name;
	socklen_t len = sizeof name;

	if (l->inside >= 0 && getsockname(l->inside, (struct sockaddr *)&name, &len) == 0)
		ev.move.local = address_from(&name, len);
	ev.move.remote = r->inner;
	stage_record(r->stage, &ev);
}

static int connect_inside(const struct relay *r, int type)
{
	struct sockaddr_storage to;
	socklen_t len = address_to(&r->inner, &to);
	int fd = socket(r->inner.family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, len) != 0 && errno != EINPROGRESS)
		closep(&fd);
	return fd;
}

static void hang_up(int *fd, bool rudely)
{
	struct linger now = { 1, 0 };

	if (*fd >= 0 && rudely)
		setsockopt(*fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	closep(fd);
}

static void link_close(struct link *l, bool rudely)
{
	hang_up(&l->outside, rudely);
	hang_up(&l->inside, rudely);
	buf_free(&l->inward);
	buf_free(&l->outward);
}

/* A place for one more visitor: a free one, else that of the one who came first. */
static struct link *link_new(struct relay *r)
{
	struct link *l = NULL;

	for (size_t i = 0; i < r->link_count && !l; i++)
		if (r->links[i].inside < 0)
			l = &r->links[i];
	if (!l && r->link_count < LINKS_MAX)
		l = &r->links[r->link_count++];
	else if (!l) {
		l = &r->links[r->oldest++ % LINKS_MAX];
		link_close(l, true);
	}
	*l = (struct link){ .outside = -1, .inside = -1 };
	return l;
}

/* ---- TCP */

static void let_in(struct relay *r, int visitor)
{
	struct link *l = link_new(r);

	l->outside = visitor;
	l->inside = connect_inside(r, SOCK_STREAM);
	if (l->inside < 0) {
		link_close(l, true);
		return;
	}
	record(r, l, MOVE_CONNECTED, (struct bytes){ 0 });
	stage_watch(r->stage, l->outside);
	stage_watch(r->stage, l->inside);
}

/* Gives on what is pending. False: the other side is gone. */
static bool flush(int to, struct buf *pending, bool *moved)
{
	while (pending->len) {
		ssize_t n = send(to, pending->data, pending->len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0)
			return errno == EAGAIN || errno == ENOTCONN || errno == EINTR;
		buf_drop_front(pending, (size_t)n);
		*moved = true;
	}
	return true;
}

/* One direction of a link: who speaks, who hears, and how that is called. */
struct way {
	int from, to;
	struct buf *pending;
	bool *ended;
	enum move_what bytes, end, reset;
};

/* Carries what there is. False: the connection broke, one way or the other. */
static bool carry(struct relay *r, struct link *l, const struct way *w, bool *moved)
{
	char chunk[CHUNK];

	while (!*w->ended) {
		ssize_t n;

		if (!flush(w->to, w->pending, moved))
			return false;
		if (w->pending->len)
			return true;
		n = recv(w->from, chunk, sizeof chunk, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN))
			return true;
		*moved = true;
		if (n < 0) {
			record(r, l, w->reset, (struct bytes){ 0 });
			return false;
		}
		record(r, l, n ? w->bytes : w->end, (struct bytes){ (uint8_t *)chunk, (size_t)n });
		buf_add(w->pending, chunk, (size_t)n);
		*w->ended = n == 0;
	}
	if (!flush(w->to, w->pending, moved))
		return false;
	if (!w->pending->len)
		shutdown(w->to, SHUT_WR);
	return true;
}

static bool move_link(struct relay *r, struct link *l)
{
	struct way inward = { l->outside, l->inside, &l->inward, &l->inward_ended, MOVE_SENT,
		MOVE_FINISHED, MOVE_RESET };
	struct way outward = { l->inside, l->outside, &l->outward, &l->outward_ended, MOVE_GOT,
		MOVE_SAW_END, MOVE_SAW_RESET };
	bool moved = false;

	if (!carry(r, l, &inward, &moved) || !carry(r, l, &outward, &moved)) {
		link_close(l, true);
		return true;
	}
	if (l->inward_ended && l->outward_ended && !l->inward.len && !l->outward.len)
		link_close(l, false);
	return moved;
}

static bool move_streams(struct relay *r)
{
	bool moved = false;
	int visitor;

	while ((visitor = accept4(r->door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		let_in(r, visitor);
		moved = true;
	}
	for (size_t i = 0; i < r->link_count; i++)
		if (r->links[i].inside >= 0)
			moved |= move_link(r, &r->links[i]);
	return moved;
}

/* ---- UDP */

static struct link *link_from(struct relay *r, const struct sockaddr_storage *from, socklen_t len)
{
	struct link *l;

	for (size_t i = 0; i < r->link_count; i++)
		if (r->links[i].inside >= 0 && r->links[i].from_len == len &&
			memcmp(&r->links[i].from, from, len) == 0)
			return &r->links[i];
	l = link_new(r);
	l->inside = connect_inside(r, SOCK_DGRAM);
	l->from = *from;
	l->from_len = len;
	if (l->inside >= 0)
		stage_watch(r->stage, l->inside);
	return l;
}

static bool move_datagrams(struct relay *r)
{
	char chunk[65536];
	struct sockaddr_storage from;
	socklen_t len = sizeof from;
	bool moved = false;
	ssize_t n;

	while ((n = recvfrom(r->door, chunk, sizeof chunk, MSG_DONTWAIT, (struct sockaddr *)&from,
			&len)) >= 0) {
		struct link *l = link_from(r, &from, len);

		moved = true;
		record(r, l, MOVE_SENT, (struct bytes){ (uint8_t *)chunk, (size_t)n });
		send(l->inside, chunk, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
		len = sizeof from;
	}
	for (size_t i = 0; i < r->link_count; i++) {
		struct link *l = &r->links[i];

		while (l->inside >= 0 &&
			(n = recv(l->inside, chunk, sizeof chunk, MSG_DONTWAIT)) >= 0) {
			moved = true;
			record(r, l, MOVE_GOT, (struct bytes){ (uint8_t *)chunk, (size_t)n });
			sendto(r->door, chunk, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT,
				(struct sockaddr *)&l->from, l->from_len);
		}
	}
	return moved;
}

/* ---- the stage's player */

static char **argv_of(const struct relay *r)
{
	char *const *args = r->spec.exercise->program.args;
	char **argv = xcalloc(strv_len(args) + 2, sizeof *argv);
	size_t n = 0;

	argv[n++] = xstrdup(r->spec.name);
	for (; args && *args; args++) {
		if (strcmp(*args, "{port}") == 0)
			argv[n++] = xasprintf("%u", r->inner_port);
		else if (strcmp(*args, "{host}") == 0)
			argv[n++] = xstrdup("127.0.0.1");
		else
			argv[n++] = xstrdup(*args);
	}
	return argv;
}

static bool begin(void *self, struct stage *stage, struct err *err)
{
	struct relay *r = self;
	AUTO(strv_freep) char **argv = argv_of(r);
	struct stage_program program = {
		.who = WHO_SERVER, .path = r->spec.program, .argv = argv, .main = true
	};

	r->stage = stage;
	stage_watch(stage, r->door);
	r->launched = true;
	return stage_launch(stage, &program, err);
}

static bool can_be_reached(const struct relay *r, const struct socket_event *s)
{
	if (r->spec.exercise->program.datagram)
		return s->proto == PACKET_UDP && s->local.port;
	return s->proto == PACKET_TCP && s->state == TCP_LISTEN;
}

static bool find_server(struct relay *r)
{
	struct socket_event socks[SOCKETS_ASKED];
	size_t n = stage_sockets_of(r->stage, WHO_SERVER, socks, ARRAY_LEN(socks));

	for (size_t i = 0; i < min_size(n, ARRAY_LEN(socks)) && !r->open; i++) {
		const struct address *at = &socks[i].local;

		if (!can_be_reached(r, &socks[i]))
			continue;
		r->open = true;
		if (!address_is_any(at))
			r->inner = *at;
		else if (at->family == AF_INET6)
			r->inner = address_ip6("::1", at->port);
		else
			r->inner = address_ip4("127.0.0.1", at->port);
	}
	return r->open;
}

static bool advance(void *self, struct stage *stage)
{
	struct relay *r = self;

	/* who comes before the server can be reached waits at the door */
	if (!stage_running(stage, WHO_SERVER) || !(r->open || find_server(r)))
		return false;
	return r->spec.exercise->program.datagram ? move_datagrams(r) : move_streams(r);
}

static bool quiet(void *self, struct stage *stage, enum quiet_what what, bool paced)
{
	(void)what, (void)paced;
	return advance(self, stage);
}

static bool over(void *self)
{
	const struct relay *r = self;

	return r->launched && !stage_running(r->stage, WHO_SERVER);
}

static void deadline(void *self, struct stage *stage)
{
	(void)self, (void)stage;
}

/* ---- at the starter's */

static bool door_address(const struct relay_spec *spec, struct sockaddr_storage *out,
	socklen_t *len, struct err *err)
{
	struct address a = { 0 };
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, spec->host, &four) == 1)
		a = address_ip4(spec->host, spec->port);
	else if (inet_pton(AF_INET6, spec->host, &six) == 1)
		a = address_ip6(spec->host, spec->port);
	else
		return err_set(
			err, "\"%s\" is no address; for example 127.0.0.1 or ::1", spec->host);
	*len = address_to(&a, out);
	return true;
}

/* The stage's manager keeps the door open where it has a number out of its own way. */
static int high_number(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, DOOR_FD);

	close(fd);
	return high;
}

static const char *cure_of(int error)
{
	static const struct {
		int error;
		const char *cure;
	} cures[] = {
		{ EADDRINUSE, "; another program has it: take another port, or --port 0 for any "
			      "that is free" },
		{ EACCES, "; ports below 1024 are for administrators: take a higher one" },
		{ EADDRNOTAVAIL, "; this machine has no such address: take 127.0.0.1 or ::1" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cures); i++)
		if (cures[i].error == error)
			return cures[i].cure;
	return "";
}

static bool open_door(struct relay *r, struct err *err)
{
	bool datagram = r->spec.exercise->program.datagram;
	struct sockaddr_storage at;
	socklen_t len;
	int on = 1;

	if (!door_address(&r->spec, &at, &len, err))
		return false;
	r->door = socket(at.ss_family,
		(datagram ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (r->door < 0)
		return err_sys(err, "cannot open a socket");
	if (!datagram)
		setsockopt(r->door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(r->door, (struct sockaddr *)&at, len) != 0 ||
		(!datagram && listen(r->door, 64) != 0))
		return err_set(err, "cannot serve on %s port %u: %s%s", r->spec.host, r->spec.port,
			strerror(errno), cure_of(errno));
	r->door = high_number(r->door);
	len = sizeof at;
	getsockname(r->door, (struct sockaddr *)&at, &len);
	r->port = address_from(&at, len).port;
	return true;
}

/* On a network of its own the server has the very port that visitors see; elsewhere that is the door's, and it gets a free one. */
static uint16_t port_inside(const struct relay *r)
{
	AUTO(closep) int fd = -1;
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	struct address any = address_ip4("127.0.0.1", 0);

	if (r->spec.level == LEVEL_FULL)
		return r->port;
	fd = socket(AF_INET,
		(r->spec.exercise->program.datagram ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, address_to(&any, &at)) != 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return r->port + 1;
	return address_from(&at, len).port;
}

static struct stage_run *raise_curtain(struct relay *r, struct err *err)
{
	const char *programs[] = { r->spec.program, NULL };
	AUTO(freep) char *cast = xasprintf("you %s visitor", r->spec.name);
	const struct run_event run = { .exercise = r->spec.exercise->id,
		.source_hash = "",
		.script_hash = "",
		.command = r->spec.name,
		.host = "127.0.0.1",
		.port = r->inner_port,
		.conversation_title = "by hand",
		.delivery = delivery_names[DELIVERY_WHOLE],
		.storm = storm_names[STORM_NONE],
		.cast = cast };
	const struct stage_config config = { .level = r->spec.level,
		.deadline_ns = NS_PER_SEC * 86400 * DAYS_AT_MOST,
		.cpu = -1,
		.programs = programs,
		.run = &run,
		.lines = true,
		.kept_fd = r->door };
	const struct stage_player player = { r, begin, advance, quiet, over, deadline };

	return stage_start(&config, &player, err);
}

static bool is_local(const struct exercise *e)
{
	const struct conversation *c = &e->conversations[0];

	for (size_t i = WHO_YOU + 1; i < c->cast_count; i++)
		if (cast_is_local(c->cast[i].kind))
			return true;
	return false;
}

bool relay_takes(const struct relay_spec *spec, struct err *err)
{
	const struct exercise *e = spec->exercise;
	struct sockaddr_storage at;
	socklen_t len;

	if (strcmp(e->program.role, "server") != 0)
		return err_set(err, "the program of %s is a %s; only a server can be talked to",
			e->id, e->program.role);
	if (is_local(e))
		return err_set(err,
			"the program of %s is talked to by a path in its own folder, and no door "
			"leads there; a trace shows what is said",
			e->id);
	return door_address(spec, &at, &len, err);
}

struct relay *relay_start(const struct relay_spec *spec, struct err *err)
{
	struct relay *r;

	if (!relay_takes(spec, err))
		return NULL;
	r = xcalloc(1, sizeof *r);
	r->spec = *spec;
	r->door = -1;
	r->timeline = timeline_new();
	if (open_door(r, err)) {
		r->inner_port = port_inside(r);
		r->run = raise_curtain(r, err);
		closep(&r->door); /* the manager has it; when it ends, so does the door */
	}
	if (r->run)
		return r;
	relay_free(r);
	return NULL;
}

uint16_t relay_port(const struct relay *r)
{
	return r->port;
}

int relay_fd(const struct relay *r)
{
	return stage_run_fd(r->run);
}

bool relay_read(struct relay *r, void (*seen)(void *context, const struct event *ev), void *context)
{
	return stage_run_read(r->run, r->timeline, seen, context);
}

void relay_stop(struct relay *r)
{
	stage_run_cancel(r->run);
}

const struct timeline *relay_timeline(const struct relay *r)
{
	return r->timeline;
}

void relay_free(struct relay *r)
{
	if (!r)
		return;
	if (r->run)
		stage_run_free(r->run);
	closep(&r->door);
	timeline_free(r->timeline);
	free(r);
}
