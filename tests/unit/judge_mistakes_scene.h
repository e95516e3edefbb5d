// SPDX-License-Identifier: MIT
/* judge_mistakes_scene.h
 * Timelines written by hand, a line per fact: what the learner's program called, what the actors
 * did, where it broke. The cast is always ana (1) and bob (2), the task's port PORT.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "judge/mistakes.h"

enum { YOU, ANA, BOB };
enum { PORT = 0x2b67, LISTENER = 3, CONN = 4, PID = 100, FDS = 32, STEPS = 12 };

struct scene {
	struct exercise exercise;
	struct conversation conversation;
	struct cast_member cast[3];
	struct step steps[STEPS];
	struct timeline *tl;
	struct verdict verdict;
	struct doing doing[2];
	const char *host;
	uint64_t t;
	int line, pid, tid;
	struct {
		uint64_t inode;
		enum fd_kind kind;
		bool listening;
		struct address local, remote;
	} fds[FDS];
	uint64_t inodes;
};

static const char *const role_server[] = { "{port}", NULL };
static const char *const role_client[] = { "{host}", "{port}", NULL };

static inline void scene_begin(struct scene *s, const char *role, bool datagram)
{
	bool client = strcmp(role, "client") == 0;
	enum cast_kind kind = datagram ? (client ? CAST_RECEIVER : CAST_SENDER)
				       : (client ? CAST_SERVER : CAST_CLIENT);

	*s = (struct scene){ .pid = PID, .tid = PID, .inodes = 1000, .host = "127.0.0.1" };
	s->tl = timeline_new();
	s->cast[YOU] = (struct cast_member){ .name = (char *)"you" };
	s->cast[ANA] = (struct cast_member){ .name = (char *)"ana", .kind = kind };
	s->cast[BOB] = (struct cast_member){ .name = (char *)"bob", .kind = kind };
	s->exercise.program.role = (char *)role;
	s->exercise.program.args = (char **)(client ? role_client : role_server);
	s->exercise.program.datagram = datagram;
	s->conversation.cast = s->cast;
	s->conversation.cast_count = 3;
	s->conversation.steps = s->steps;
	s->verdict.outcome = OUTCOME_HELD;
	s->verdict.step = -1;
	s->verdict.first_difference = SIZE_MAX;
}

static inline void scene_end(struct scene *s)
{
	timeline_free(s->tl);
	buf_free(&s->verdict.expected);
	buf_free(&s->verdict.actual);
}

static inline struct bytes text(const char *t)
{
	return bytes_of(t ? t : "");
}

/* ---- the script and its verdict */

static inline struct step *script(struct scene *s, int who, enum verb verb)
{
	struct step *step = &s->steps[s->conversation.step_count++];

	assert_true(s->conversation.step_count <= STEPS);
	*step = (struct step){ .who = who, .verb = verb, .fd = 1 };
	step->holds = (struct holds_spec){ NULL ? 0 : -1, NULL, -1, -1, -1, -1, -1, NULL };
	step->call.port = -1;
	step->call.backlog = -1;
	return step;
}

/* "ana sends ...": what lies between messages is known from the script. */
static inline void script_sends(struct scene *s, int who, struct piece *piece, const char *data)
{
	struct step *step = script(s, who, VERB_SENDS);

	*piece = (struct piece){ .kind = PIECE_BYTES, .data = text(data) };
	step->bytes = (struct bytes_expr){ piece, 1 };
}

static inline void broke_bytes(struct scene *s, struct step *step, enum step_why why,
	struct bytes expected, struct bytes actual)
{
	struct event ev = { .kind = EVENT_STEP, .who = step->who, .t0 = ++s->t, .t1 = s->t };
	size_t same = 0;

	ev.step.index = step - s->steps;
	ev.step.what = STEP_BROKE;
	ev.step.why = why;
	timeline_add(s->tl, &ev);
	s->verdict.outcome = OUTCOME_BROKE;
	s->verdict.step = step - s->steps;
	s->verdict.why = why;
	buf_add(&s->verdict.expected, expected.at, expected.len);
	buf_add(&s->verdict.actual, actual.at, actual.len);
	s->verdict.expected_exact = true;
	while (same < expected.len && same < actual.len && expected.at[same] == actual.at[same])
		same++;
	s->verdict.first_difference = expected.len || actual.len ? same : SIZE_MAX;
}

static inline void broke(struct scene *s, struct step *step, enum step_why why,
	const char *expected, const char *actual)
{
	broke_bytes(s, step, why, text(expected), text(actual));
}

/* ---- the learner's calls */

static inline struct event call(struct scene *s, enum call_id id, int64_t fd, int64_t ret, int err)
{
	struct event ev = { .kind = EVENT_CALL, .who = WHO_YOU, .t0 = ++s->t };
	struct call_event *k = &ev.call;

	ev.t1 = ++s->t;
	k->id = id;
	k->pid = s->pid;
	k->tid = s->tid;
	k->arg[0] = fd;
	k->fd = calls[id].fd == 0 ? fd : -1;
	k->ret = err ? -1 : ret;
	k->err = err;
	k->addrlen_in = k->addrlen_out = -1;
	if (k->fd >= 0 && k->fd < FDS) {
		k->inode = s->fds[fd].inode;
		k->fd_kind = s->fds[fd].kind;
		k->fd_listening = s->fds[fd].listening;
		k->local = s->fds[fd].local;
		k->remote = s->fds[fd].remote;
	}
	k->frame_count = 1;
	k->frames[0] = (struct frame){ "wrong.c", "main", ++s->line };
	return ev;
}

#define A_BUFFER UINT64_C(0x7fffffffd000) /* on the stack */

static inline void add(struct scene *s, const struct event *ev)
{
	timeline_add(s->tl, ev);
}

static inline void you(struct scene *s, enum call_id id, int64_t fd, int64_t ret, int err)
{
	struct event ev = call(s, id, fd, ret, err);

	if (id == CALL_RECVFROM || id == CALL_READ) {
		ev.call.arg[1] = A_BUFFER;
		ev.call.arg[2] = 1024;
	}
	add(s, &ev);
}

/* Still in it at the end. */
static inline void you_wait(struct scene *s, enum call_id id, int64_t fd)
{
	struct event ev = call(s, id, fd, 0, 0);

	ev.t1 = 0;
	ev.call.flags = CALL_UNFINISHED;
	if (id == CALL_RECVFROM || id == CALL_READ) {
		ev.call.arg[1] = A_BUFFER;
		ev.call.arg[2] = 1024;
	}
	add(s, &ev);
}

static inline void new_fd(struct scene *s, int fd, enum fd_kind kind)
{
	memset(&s->fds[fd], 0, sizeof s->fds[fd]);
	s->fds[fd].inode = ++s->inodes;
	s->fds[fd].kind = kind;
}

static inline void you_socket(struct scene *s, int fd, int domain, int type)
{
	struct event ev = call(s, CALL_SOCKET, domain, fd, 0);

	new_fd(s, fd,
		domain == AF_UNIX	    ? FD_LOCAL_STREAM
		: (type & 15) == SOCK_DGRAM ? FD_UDP
					    : FD_TCP);
	ev.call.arg[1] = type;
	ev.call.inode = s->fds[fd].inode;
	ev.call.fd_kind = s->fds[fd].kind;
	add(s, &ev);
}

static inline struct event with_address(
	struct scene *s, enum call_id id, int fd, const char *ip, int port, int err)
{
	static struct sockaddr_in in;
	struct event ev = call(s, id, fd, 0, err);

	in = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
	inet_pton(AF_INET, ip, &in.sin_addr);
	ev.call.raw_addr = (struct bytes){ (const uint8_t *)&in, sizeof in };
	ev.call.addr = address_from(&in, sizeof in);
	ev.call.addrlen_in = sizeof in;
	ev.call.arg[id == CALL_SENDTO ? 4 : 1] = 0x7ffc1000;
	return ev;
}

static inline void you_bind(struct scene *s, int fd, const char *ip, int port, int err)
{
	struct event ev = with_address(s, CALL_BIND, fd, ip, port, err);

	if (!err) {
		s->fds[fd].local = ev.call.addr;
		ev.call.local = ev.call.addr;
	}
	add(s, &ev);
}

static inline void you_listen(struct scene *s, int fd)
{
	struct event ev = call(s, CALL_LISTEN, fd, 0, 0);

	ev.call.arg[1] = 5;
	s->fds[fd].listening = true;
	add(s, &ev);
}

static inline void actor_address(int who, struct address *a)
{
	*a = address_ip4("127.0.0.1", 40000 + who);
}

static inline void you_accept(struct scene *s, int listener, int fd, int who)
{
	struct event ev = call(s, CALL_ACCEPT, listener, fd, 0);

	new_fd(s, fd, FD_TCP);
	s->fds[fd].local = address_ip4("127.0.0.1", PORT);
	actor_address(who, &s->fds[fd].remote);
	ev.call.inode = s->fds[fd].inode;
	ev.call.local = s->fds[fd].local;
	ev.call.remote = s->fds[fd].remote;
	add(s, &ev);
}

static inline void you_connect(struct scene *s, int fd, int who)
{
	struct event ev = with_address(s, CALL_CONNECT, fd, "127.0.0.1", PORT, 0);

	(void)who;
	s->fds[fd].local = address_ip4("127.0.0.1", 50000);
	s->fds[fd].remote = address_ip4("127.0.0.1", PORT);
	ev.call.local = s->fds[fd].local;
	ev.call.remote = s->fds[fd].remote;
	add(s, &ev);
}

static inline void moves_bytes(struct event *ev, struct bytes b, int64_t room)
{
	ev->call.data = b;
	ev->call.data_total = b.len;
	ev->call.ret = b.len;
	ev->call.arg[1] = 0x7ffc2000;
	ev->call.arg[2] = room;
}

static inline void you_recv(struct scene *s, int fd, const char *data, int64_t room)
{
	struct event ev = call(s, CALL_RECVFROM, fd, 0, 0);

	moves_bytes(&ev, text(data), room);
	add(s, &ev);
}

static inline void you_send_bytes(struct scene *s, int fd, struct bytes b)
{
	struct event ev = call(s, CALL_SENDTO, fd, 0, 0);

	moves_bytes(&ev, b, b.len);
	add(s, &ev);
}

static inline void you_send(struct scene *s, int fd, const char *data)
{
	you_send_bytes(s, fd, text(data));
}

static inline void you_option(struct scene *s, int fd, int level, int option, int value, int err)
{
	static int on;
	struct event ev = call(s, CALL_SETSOCKOPT, fd, 0, err);

	on = value;
	ev.call.arg[1] = level;
	ev.call.arg[2] = option;
	ev.call.arg[3] = 0x7ffc3000;
	ev.call.arg[4] = sizeof on;
	ev.call.data = (struct bytes){ (const uint8_t *)&on, sizeof on };
	add(s, &ev);
}

static inline void process(struct scene *s, enum process_what what, int pid, int parent, int value)
{
	struct event ev = { .kind = EVENT_PROCESS, .who = WHO_YOU, .t0 = ++s->t, .t1 = s->t };

	ev.process = (struct process_event){ what, pid, pid, parent, value, pid == PID, false };
	add(s, &ev);
}

static inline void you_exit(struct scene *s, int status)
{
	struct event ev = call(s, CALL_EXIT_GROUP, status, 0, 0);

	ev.call.frame_count = 0;
	add(s, &ev);
	process(s, PROCESS_EXITED, s->pid, 0, status);
}

static inline void you_printed(struct scene *s, int fd, const char *data)
{
	struct event ev = { .kind = EVENT_OUTPUT, .who = WHO_YOU, .t0 = ++s->t, .t1 = s->t };

	ev.output = (struct output_event){ fd, text(data) };
	add(s, &ev);
}

static inline void sanitizer(struct scene *s, const char *kind, const char *report)
{
	struct event ev = { .kind = EVENT_SANITIZER, .who = WHO_YOU, .t0 = ++s->t, .t1 = s->t };

	ev.sanitizer.tool = "AddressSanitizer";
	ev.sanitizer.kind = kind;
	ev.sanitizer.text = report;
	ev.sanitizer.frame_count = 1;
	ev.sanitizer.frames[0] = (struct frame){ "wrong.c", "main", 77 };
	add(s, &ev);
}

/* ---- the actors */

static inline void actor(struct scene *s, int who, enum move_what what, const char *data)
{
	struct event ev = { .kind = EVENT_MOVE, .who = who, .t0 = ++s->t, .t1 = s->t };
	bool client = strcmp(s->exercise.program.role, "client") == 0;

	ev.move.what = what;
	actor_address(who, &ev.move.local);
	ev.move.remote = address_ip4("127.0.0.1", PORT);
	if (client) {
		ev.move.local = address_ip4("127.0.0.1", PORT);
		ev.move.remote = address_ip4("127.0.0.1", 50000);
	}
	ev.move.data = text(data);
	add(s, &ev);
}

/* Typed at the program, and read by it. */
static inline void you_read(struct scene *s, const char *data)
{
	struct event ev = call(s, CALL_READ, 0, 0, 0);

	moves_bytes(&ev, text(data), 4096);
	add(s, &ev);
}

/* ---- the usual beginnings */

static inline void server_ready(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, LISTENER, AF_INET, SOCK_STREAM);
	you_bind(s, LISTENER, "0.0.0.0", PORT, 0);
	you_listen(s, LISTENER);
}

static inline void server_with_ana(struct scene *s)
{
	server_ready(s);
	actor(s, ANA, MOVE_CONNECTED, NULL);
	you_accept(s, LISTENER, CONN, ANA);
}

static inline void client_connected(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_connect(s, 3, ANA);
	actor(s, ANA, MOVE_ACCEPTED, NULL);
}

static inline void udp_ready(struct scene *s)
{
	scene_begin(s, "server", true);
	you_socket(s, 3, AF_INET, SOCK_DGRAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
}

static inline void udp_recv(struct scene *s, const char *data, int64_t room, int who)
{
	struct event ev = call(s, CALL_RECVFROM, 3, 0, 0);

	moves_bytes(&ev, text(data), room);
	if (who) {
		actor_address(who, &ev.call.addr);
		ev.call.arg[4] = ev.call.arg[5] = 0x7ffc1000;
		ev.call.addrlen_in = ev.call.addrlen_out = sizeof(struct sockaddr_in);
	}
	add(s, &ev);
}

static inline void udp_send(struct scene *s, struct bytes b, const char *ip, int port, int err)
{
	struct event ev = with_address(s, CALL_SENDTO, 3, ip, port, err);

	if (!err)
		moves_bytes(&ev, b, b.len);
	add(s, &ev);
}
