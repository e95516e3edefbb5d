// SPDX-License-Identifier: MIT
/* What looks like a mistake and is none: correct programs in many styles, and wrong answers of
 * which nobody can say why. Not a word is said of any of them. */
#include "judge_mistakes_scene.h"

#include <netinet/in.h>
#include <signal.h>

static void you_child(struct scene *s, int pid)
{
	s->pid = s->tid = pid;
}

static void echo_held(struct scene *s)
{
	server_with_ana(s);
	for (int i = 0; i < 600; i++) { /* a byte at a time */
		you_recv(s, CONN, "x", 1);
		you_send(s, CONN, "x");
	}
	you_recv(s, CONN, "", 1);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_accept(s, LISTENER, CONN, BOB);
	you_recv(s, CONN, "", 1);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void echo_of_bytes_broke(struct scene *s)
{
	echo_held(s);
	broke(s, script(s, BOB, VERB_GETS), WHY_DEADLINE, "x", NULL);
}

static void wrong_answer(struct scene *s)
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "hello\n");
	you_recv(s, CONN, "hello\n", 100);
	you_send(s, CONN, "olleh\n");
	actor(s, ANA, MOVE_GOT, "olleh\n");
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_DIFFERENT, "hello\n", "olleh\n");
}

static void answers(struct scene *s, void (*say)(struct scene *s))
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "hi\n");
	you_recv(s, CONN, "hi\n", 100);
	say(s);
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi\n", NULL);
}

static void prints_it(struct scene *s)
{
	you_printed(s, 1, "hi\n");
}

static void answers_on_screen(struct scene *s)
{
	answers(s, prints_it);
}

static void sends_to_input(struct scene *s)
{
	you(s, CALL_SENDTO, 0, -1, ENOTSOCK);
}

static void answers_to_no_socket(struct scene *s)
{
	answers(s, sends_to_input);
}

static void writes_to_input(struct scene *s)
{
	you(s, CALL_WRITE, 0, -1, EBADF);
}

static void answers_to_input(struct scene *s)
{
	answers(s, writes_to_input);
}

/* A client's word that went to no socket is not unsaid. */
static void says_it_to_input(struct scene *s)
{
	client_connected(s);
	you(s, CALL_SENDTO, 0, -1, ENOTSOCK);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi\n", NULL);
}

static void any_other_word(struct scene *s)
{
	struct step *sees;

	server_with_ana(s);
	s->exercise.task = (char *)"Echo, then exit with status 0.";
	actor(s, ANA, MOVE_SENT, "exit\n");
	you_recv(s, CONN, "exit\n", 100);
	you_send(s, CONN, "exit\n");
	you_wait(s, CALL_RECVFROM, CONN);
	sees = script(s, ANA, VERB_SEES);
	sees->sight = SEES_END;
	broke(s, sees, WHY_SILENCE, NULL, NULL);
}

static void port_taken(struct scene *s)
{
	static const char *const args[] = { "{port:bob}", NULL };
	struct event ev = { .kind = EVENT_MOVE, .who = BOB };

	scene_begin(s, "server", false);
	s->conversation.args = (char **)args;
	ev.move.what = MOVE_LISTENS;
	ev.move.local = address_ip4("0.0.0.0", 30002);
	add(s, &ev);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", 30002, EADDRINUSE);
	you_exit(s, 1);
}

static void kernel_chooses(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", 0, 0);
	you_listen(s, 3);
	script(s, YOU, VERB_CALL)->call = (struct call_spec){ .name = (char *)"bind", .port = 0 };
	broke(s, script(s, YOU, VERB_PRINTS), WHY_SILENCE, "40000\n", NULL);
}

static void a_port_of_its_own(struct scene *s)
{
	const struct event run = {
		.kind = EVENT_RUN, .who = WHO_TOOL, .run.port = PORT, .run.any_port = true
	};

	scene_begin(s, "server", false);
	add(s, &run);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", 8080, 0);
	you_listen(s, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void both_options(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_option(s, 3, SOL_SOCKET, SO_REUSEADDR, 1, 0);
	you_option(s, 3, SOL_SOCKET, SO_REUSEPORT, 1, 0);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
}

static void one_port_for_two(struct scene *s)
{
	scene_begin(s, "server", true);
	for (int fd = 3; fd <= 4; fd++) {
		you_socket(s, fd, AF_INET, SOCK_DGRAM);
		you_option(s, fd, SOL_SOCKET, SO_REUSEPORT, 1, 0);
		you_bind(s, fd, "0.0.0.0", PORT, 0);
	}
}

static void one_port_for_a_rolling_start(struct scene *s)
{
	server_ready(s);
	you_option(s, LISTENER, SOL_SOCKET, SO_REUSEPORT, 1, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "hi", NULL);
}

static void bound_at_the_second_try(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, EADDRINUSE);
	you_option(s, 3, SOL_SOCKET, SO_REUSEADDR, 1, 0);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	you_listen(s, 3);
	you_wait(s, CALL_ACCEPT, 3);
}

static void may_not_debug(struct scene *s)
{
	server_ready(s);
	you_option(s, LISTENER, SOL_SOCKET, SO_DEBUG, 1, EACCES);
	you(s, CALL_WRITE, 2, 40, 0);
	you_accept(s, LISTENER, CONN, ANA);
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "hi", NULL);
}

/* ---- room for an address */

static void with_room(struct scene *s, enum call_id id, int fd, int at, int64_t room)
{
	struct event ev = call(s, id, fd, 0, 0);

	ev.call.arg[at] = ev.call.arg[at + 1] = 0x7ffc1000;
	ev.call.addrlen_in = room;
	ev.call.addrlen_out = 16;
	add(s, &ev);
}

static void a_stream_gives_no_address(struct scene *s)
{
	server_with_ana(s);
	with_room(s, CALL_RECVFROM, CONN, 4, 16);
	with_room(s, CALL_RECVFROM, CONN, 4, 0);
}

static void asks_for_the_family_alone(struct scene *s)
{
	server_with_ana(s);
	with_room(s, CALL_GETSOCKNAME, LISTENER, 1, 2);
	with_room(s, CALL_GETPEERNAME, CONN, 1, 8);
	with_room(s, CALL_GETPEERNAME, CONN, 1, 0);
}

static void name_looked_up(struct scene *s)
{
	struct event ev;

	scene_begin(s, "client", false);
	you_socket(s, 3, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK);
	ev = call(s, CALL_CONNECT, 3, -1, ENOENT);
	ev.call.addr = (struct address){ .family = AF_UNIX, .path = "/var/run/nscd/socket" };
	add(s, &ev);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_socket(s, 3, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC);
	ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", PORT, 0);
	add(s, &ev);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_connect(s, 3, ANA);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void child_echoes(struct scene *s, int pid)
{
	process(s, PROCESS_FORKED, pid, PID, 0);
	you_child(s, pid);
	you(s, CALL_CLOSE, LISTENER, 0, 0);
	you_recv(s, CONN, "hi", 100);
	you_send(s, CONN, "hi");
	you_recv(s, CONN, "", 100);
	you_exit(s, 0);
	you_child(s, PID);
	you(s, CALL_CLOSE, CONN, 0, 0);
}

static void fork_server(struct scene *s)
{
	server_ready(s);
	you(s, CALL_RT_SIGACTION, SIGCHLD, 0, 0);
	you_accept(s, LISTENER, CONN, ANA);
	child_echoes(s, 101);
	you_accept(s, LISTENER, CONN, BOB);
	child_echoes(s, 102);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* The child tells the client the end; the parent's descriptor goes when the child is collected. */
static void child_shuts_down(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	process(s, PROCESS_FORKED, 101, PID, 0);
	you_child(s, 101);
	you_send(s, CONN, "hello\n");
	ev = call(s, CALL_SHUTDOWN, CONN, 0, 0);
	ev.call.arg[1] = SHUT_RDWR;
	add(s, &ev);
	you_exit(s, 0);
	you_child(s, PID);
	you(s, CALL_WAIT4, -1, 101, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* The parent closed it by close_range(), which is not followed. */
static void parent_closes_in_its_own_way(struct scene *s)
{
	server_with_ana(s);
	process(s, PROCESS_FORKED, 101, PID, 0);
	you_child(s, 101);
	you_send(s, CONN, "hello\n");
	you_exit(s, 0);
	actor(s, ANA, MOVE_SAW_END, NULL);
	you_child(s, PID);
	you(s, CALL_WAIT4, -1, 101, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* Nor does it keep what its child has still. */
static void child_is_not_done(struct scene *s)
{
	server_with_ana(s);
	process(s, PROCESS_FORKED, 101, PID, 0);
	you_child(s, 101);
	you_recv(s, CONN, "hi", 100);
	you_send(s, CONN, "hi");
	you_wait(s, CALL_RECVFROM, CONN);
	you_child(s, PID);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* Who has served stays, as a server more. */
static void spare_servers(struct scene *s)
{
	server_ready(s);
	you(s, CALL_RT_SIGACTION, SIGCHLD, 0, 0);
	you_accept(s, LISTENER, CONN, ANA);
	process(s, PROCESS_FORKED, 101, PID, 0);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	you_child(s, 101);
	you_recv(s, CONN, "hi", 100);
	you_send(s, CONN, "hi");
	you_recv(s, CONN, "", 100);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void children_at_the_door(struct scene *s)
{
	server_ready(s);
	process(s, PROCESS_FORKED, 101, PID, 0);
	you_child(s, 101);
	you_accept(s, LISTENER, CONN, ANA);
	you_recv(s, CONN, "", 100);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	you_child(s, PID);
	you_wait(s, CALL_WAIT4, -1);
}

static void thread_server(struct scene *s)
{
	server_with_ana(s);
	you_accept(s, LISTENER, 5, BOB);
	for (int fd = CONN; fd <= 5; fd++) {
		s->tid = 100 + fd;
		you_recv(s, fd, "hi", 100);
		you_send(s, fd, "hi");
		you_recv(s, fd, "", 100);
		you(s, CALL_CLOSE, fd, 0, 0);
	}
	s->tid = PID;
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void poll_server(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "hi", 100);
	you_send(s, CONN, "hi");
	you(s, CALL_POLL, 0, 1, 0);
	you_accept(s, LISTENER, 5, BOB);
	for (int fd = 5; fd >= CONN; fd--) {
		you(s, CALL_POLL, 0, 1, 0);
		you_recv(s, fd, "", 100);
		you(s, CALL_CLOSE, fd, 0, 0);
	}
	you_wait(s, CALL_POLL, 0);
}

static void knows_the_peer(struct scene *s)
{
	struct event ev;

	server_ready(s);
	ev = call(s, CALL_ACCEPT, LISTENER, 4, 0);
	ev.call.arg[1] = ev.call.arg[2] = 0x7ffc1000;
	ev.call.addrlen_in = 128;
	ev.call.addr = address_ip4("127.0.0.1", PORT);
	add(s, &ev);
	you_printed(s, 1, "127.0.0.1:11111, and 26411 is another number\n");
}

static void stopped_by_a_signal(struct scene *s)
{
	server_ready(s);
	process(s, PROCESS_SIGNAL, PID, 0, SIGTERM);
	you(s, CALL_ACCEPT, LISTENER, -1, EINTR);
	you(s, CALL_CLOSE, LISTENER, 0, 0);
	you_exit(s, 0);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_EXITED, "bye\n", NULL);
}

static void connects_in_the_end(struct scene *s)
{
	struct event ev;

	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
	ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", PORT, EINPROGRESS);
	add(s, &ev);
	you(s, CALL_POLL, 0, 0, 0);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static void sends_the_rest(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_SENDTO, CONN, 0, 0);
	moves_bytes(&ev, text("0123456789"), 10);
	ev.call.ret = 4;
	add(s, &ev);
	you_send(s, CONN, "456789");
	you(s, CALL_CLOSE, CONN, 0, 0);
	broke(s, script(s, ANA, VERB_SEES), WHY_DEADLINE, NULL, NULL);
}

static void finishes_then_reads(struct scene *s)
{
	struct event ev;

	client_connected(s);
	you_send(s, 3, "hi\n");
	you(s, CALL_READ, 0, 0, 0);
	ev = call(s, CALL_SHUTDOWN, 3, 0, 0);
	ev.call.arg[1] = SHUT_WR;
	add(s, &ev);
	you_recv(s, 3, "hi\n", 100);
	you_wait(s, CALL_RECVFROM, 3);
	script(s, YOU, VERB_READS_END);
	broke(s, script(s, YOU, VERB_EXITS), WHY_SILENCE, NULL, NULL);
}

static void refused_and_said(struct scene *s)
{
	struct event ev;

	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", PORT, ECONNREFUSED);
	add(s, &ev);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_exit(s, 1);
}

static void uppercase_udp(struct scene *s)
{
	udp_ready(s);
	for (int who = ANA; who <= BOB; who++) {
		actor(s, who, MOVE_SENT, "hi");
		udp_recv(s, "hi", 100, who);
		udp_send(s, text("HI"), "127.0.0.1", 40000 + who, 0);
	}
	udp_recv(s, "", 100, ANA);
	udp_send(s, text(""), "127.0.0.1", 40001, 0);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "HI", NULL);
}

static void empty_with_flags(struct scene *s)
{
	static const int flags[] = { MSG_CONFIRM, MSG_DONTROUTE, MSG_OOB, MSG_NOSIGNAL };
	struct event ev;

	udp_ready(s);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		udp_recv(s, "", 100, ANA);
		ev = with_address(s, CALL_SENDTO, 3, "127.0.0.1", 40001, 0);
		moves_bytes(&ev, text(""), 0);
		ev.call.arg[3] = flags[i];
		add(s, &ev);
	}
	ev = call(s, CALL_RECVFROM, 3, -1, EAGAIN);
	ev.call.arg[3] = MSG_ERRQUEUE | MSG_DONTWAIT;
	add(s, &ev);
	you_wait(s, CALL_RECVFROM, 3);
}

/* Exactly filled: that is no proof that something was cut off. */
static void just_fits(struct scene *s)
{
	udp_ready(s);
	actor(s, ANA, MOVE_SENT, "hello");
	udp_recv(s, "hello", 5, ANA);
	udp_send(s, text("HELLO"), "127.0.0.1", 40001, 0);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "HELLO!", NULL);
}

static void eight_of_eight(struct scene *s)
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "12345678");
	you_recv(s, CONN, "12345678", 100);
	you_send(s, CONN, "87654321");
	actor(s, ANA, MOVE_GOT, "87654321");
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_DIFFERENT, "12345678", "87654321");
}

static void a_local_socket(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	s->cast[ANA].kind = s->cast[BOB].kind = CAST_LOCAL_SENDER;
	you_socket(s, 3, AF_UNIX, SOCK_DGRAM);
	ev = call(s, CALL_BIND, 3, 0, 0);
	ev.call.addr = (struct address){ .family = AF_UNIX, .path = "talk.sock" };
	add(s, &ev);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void reads_what_is_typed(struct scene *s)
{
	scene_begin(s, "client", false);
	script(s, YOU, VERB_READS);
	you_wait(s, CALL_READ, 0);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_SILENCE, NULL, NULL);
}

/* The kernel stops at the end of a word; whether the rest would have followed nobody knows any more. */
static void the_kernel_takes_a_word(struct scene *s)
{
	struct event ev;

	client_connected(s);
	you_read(s, "hello wide world\n");
	ev = call(s, CALL_WRITE, 3, 0, 0);
	moves_bytes(&ev, text("hello"), 17);
	add(s, &ev);
	you_wait(s, CALL_POLL, -1);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "hello wide world\n", "hello");
}

/* It was told that nobody takes the rest. */
static void ends_after_a_failure(struct scene *s)
{
	struct event ev;

	client_connected(s);
	ev = call(s, CALL_SENDTO, 3, 0, 0);
	moves_bytes(&ev, text("hello"), 17);
	add(s, &ev);
	you(s, CALL_POLL, 0, 1, 0);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "hello wide world\n", "hello");
}

/* What is left of a buffer that is full: 0 bytes, and no strlen(). */
static void a_buffer_is_full(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	you_recv(s, CONN, "hello, ", 7);
	ev = call(s, CALL_RECVFROM, CONN, 0, 0);
	moves_bytes(&ev, text(""), 0);
	ev.call.arg[1] += 7;
	add(s, &ev);
	you_send(s, CONN, "hello, ");
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hello, world\n", "hello, ");
}

/* The same, filled by the client before. */
static void a_buffer_was_full(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "hello, ", 7);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_accept(s, LISTENER, CONN, BOB);
	you_recv(s, CONN, "", 0);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	broke(s, script(s, BOB, VERB_GETS), WHY_END, "hi", NULL);
}

/* FIONREAD said so: nothing is there yet. */
static void asks_for_what_is_there(struct scene *s)
{
	server_with_ana(s);
	you(s, CALL_IOCTL, CONN, 0, 0);
	you_recv(s, CONN, "", 0);
	you(s, CALL_CLOSE, CONN, 0, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hi", NULL);
}

/* One client breaks off, and somebody else's answer is wrong: the status is beside the point. */
static void ends_with_zero_after_a_client(struct scene *s)
{
	server_with_ana(s);
	you(s, CALL_RECVFROM, CONN, -1, ECONNRESET);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "hi", NULL);
}

/* Asked to end by SIGTERM, it does, and with status 0. */
static void ends_when_asked(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_accept(s, LISTENER, CONN, BOB + 1);
	you_recv(s, CONN, "", 100);
	you(s, CALL_CLOSE, CONN, 0, 0);
	process(s, PROCESS_SIGNAL, PID, 0, SIGTERM);
	you(s, CALL_EXIT_GROUP, 0, 0, 0);
	process(s, PROCESS_EXITED, PID, 0, 0);
	broke(s, script(s, BOB, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

/* Closed by dup2(): the number goes on to be something else. */
static void dup_over_a_client(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	ev = call(s, CALL_DUP2, 9, CONN, 0);
	ev.call.arg[1] = CONN;
	add(s, &ev);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* By a call that is not followed: the next client gets its number. */
static void number_given_again(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	you_accept(s, LISTENER, CONN, BOB);
	you_recv(s, CONN, "hi", 100);
	you_wait(s, CALL_RECVFROM, CONN);
}

/* The same, and the peer has seen the end. */
static void end_seen_by_peer(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	actor(s, ANA, MOVE_SAW_END, NULL);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void end_seen_on_wire(struct scene *s)
{
	struct event ev = { .kind = EVENT_PACKET, .who = WHO_WIRE };

	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	ev.t0 = ev.t1 = ++s->t;
	ev.packet.proto = PACKET_TCP;
	ev.packet.flags = TCP_FIN | TCP_ACK;
	ev.packet.src = address_ip4("127.0.0.1", PORT);
	actor_address(ANA, &ev.packet.dst);
	add(s, &ev);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void asks_for_no_bytes(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "", 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* SIG_IGN is inherited by the server that the supervisor forks. */
static void ignores_since_its_parent(struct scene *s)
{
	scene_begin(s, "server", false);
	you(s, CALL_RT_SIGACTION, SIGCHLD, 0, 0);
	you_socket(s, LISTENER, AF_INET, SOCK_STREAM);
	you_bind(s, LISTENER, "0.0.0.0", PORT, 0);
	you_listen(s, LISTENER);
	process(s, PROCESS_FORKED, 101, PID, 0);
	you_child(s, 101);
	you_accept(s, LISTENER, CONN, ANA);
	process(s, PROCESS_FORKED, 102, 101, 0);
	you_child(s, 102);
	you_recv(s, CONN, "", 100);
	you_exit(s, 0);
	you_child(s, 101);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* It waits when there are twenty of them. */
static void waits_for_many(struct scene *s)
{
	const struct event run = { .kind = EVENT_RUN, .who = WHO_TOOL, .run.may_wait = true };

	scene_begin(s, "server", false);
	add(s, &run);
	you_socket(s, LISTENER, AF_INET, SOCK_STREAM);
	you_bind(s, LISTENER, "0.0.0.0", PORT, 0);
	you_listen(s, LISTENER);
	you_accept(s, LISTENER, CONN, ANA);
	process(s, PROCESS_FORKED, 101, PID, 0);
	you_child(s, 101);
	you_recv(s, CONN, "", 100);
	you_exit(s, 0);
	you_child(s, PID);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* Of each call it is said what became of it: the success is the second one's. */
static void says_what_became_of_each(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you(s, CALL_CONNECT, 3, -1, ECONNREFUSED);
	you_printed(s, 2, "connect: Connection refused\n");
	you_socket(s, 4, AF_INET, SOCK_STREAM);
	you_connect(s, 4, ANA);
	you_printed(s, 2, "connect: Success\n");
}

/* Is it still there? It has finished, so there is nothing to see, and it waits for the answer. */
static void looks_before_each_portion(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "hello", 100);
	you_recv(s, CONN, "", 100);
	for (int i = 0; i < 40; i++) {
		struct event ev = call(s, CALL_RECVFROM, CONN, 0, 0);

		moves_bytes(&ev, text(""), 1);
		ev.call.arg[3] = MSG_PEEK | MSG_DONTWAIT;
		add(s, &ev);
		you_send(s, CONN, "h");
	}
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

/* getchar() between accept() and the first recv(): into the C library's buffer. */
static void waits_for_a_key(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_READ, 0, 0, 0);
	ev.t1 = 0;
	ev.call.flags = CALL_UNFINISHED;
	ev.call.arg[1] = UINT64_C(0x619000000080);
	ev.call.arg[2] = 4096;
	add(s, &ev);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

/* It did not like its arguments, said so and left. */
static void left_before_it_called(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_exit(s, 2);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
	s->verdict.status = 2;
}

static void two_sockets_one_after_another(struct scene *s)
{
	struct step *holds;

	scene_begin(s, "program", false);
	for (int i = 0; i < 5; i++) {
		you_socket(s, 3, AF_INET, SOCK_STREAM);
		you(s, CALL_CLOSE, 3, 0, 0);
	}
	you_exit(s, 0);
	holds = script(s, YOU, VERB_HOLDS);
	holds->holds.sockets_most = 0;
	broke(s, holds, WHY_DIFFERENT, NULL, NULL);
}

static void printed(struct scene *s, const char *wanted, const char *came)
{
	scene_begin(s, "program", false);
	you_printed(s, 1, came);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_DIFFERENT, wanted, came);
}

static void other_bytes(struct scene *s)
{
	printed(s, "01 01 02 00 01 11 70\n", "01 01 02 00 11 01 70\n");
}

static void two_bytes_by_chance(struct scene *s)
{
	printed(s, "00 01 00 05\n", "01 00 07 07\n");
}

/* The caller's port is 57390, which is 12000 backwards. */
static void called_from_57390(struct scene *s)
{
	struct event ev;

	server_ready(s);
	ev = call(s, CALL_ACCEPT, LISTENER, CONN, 0);
	new_fd(s, CONN, FD_TCP);
	ev.call.inode = s->fds[CONN].inode;
	ev.call.addr = address_ip4("127.0.0.1", 57390);
	add(s, &ev);
}

static void what_was_wanted_backwards(struct scene *s)
{
	called_from_57390(s);
	you_printed(s, 1, "12000 bytes\n");
	broke(s, script(s, YOU, VERB_PRINTS), WHY_SILENCE, "12000 bytes\n", NULL);
}

static void what_came_backwards(struct scene *s)
{
	struct event ev;

	called_from_57390(s);
	for (int i = 0; i < 12; i++) {
		ev = call(s, CALL_RECVFROM, CONN, 1000, 0);
		ev.call.arg[2] = 1000;
		add(s, &ev);
	}
	you_printed(s, 2, "12000 came\n");
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void what_held_backwards(struct scene *s)
{
	called_from_57390(s);
	you_printed(s, 1, "12000 of something\n");
	you_wait(s, CALL_RECVFROM, CONN);
}

static void another_number(struct scene *s)
{
	printed(s, "length 256\n", "length 1\n");
}

static void a_palindrome(struct scene *s)
{
	printed(s, "abba abba 1\n", "abba baab 2\n");
}

static void another_address(struct scene *s)
{
	printed(s, "127.0.0.1:8080\n", "10.0.0.1:8080\n");
}

static void an_address_of_zeros(struct scene *s)
{
	static const char *const args[] = { "0.0.0.0", NULL };

	scene_begin(s, "program", false);
	s->conversation.args = (char **)args;
	you_printed(s, 1, "00 00 00 00\n");
	you_exit(s, 0);
	broke(s, script(s, YOU, VERB_COMPLAINS), WHY_EXITED, NULL, NULL);
}

static void tool_error(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "1.0.0.127", PORT, EADDRNOTAVAIL);
	s->verdict.outcome = OUTCOME_TOOL_ERROR;
}

static void nothing_happened(struct scene *s)
{
	scene_begin(s, "server", false);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_SILENCE, NULL, NULL);
}

/* What a shell does that was called is not the learner's doing. */
static void another_program(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	process(s, PROCESS_FORKED, 101, PID, 0);
	process(s, PROCESS_EXEC, 101, 0, 0);
	process(s, PROCESS_FORKED, 102, 101, 0);
	you_child(s, 102);
	new_fd(s, 5, FD_UDP);
	ev = call(s, CALL_SOCKET, AF_INET, 5, 0);
	ev.call.arg[1] = SOCK_DGRAM;
	ev.call.fd_kind = FD_UDP;
	ev.call.inode = s->fds[5].inode;
	ev.call.frame_count = 0;
	add(s, &ev);
	you_child(s, PID);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

/* ---- chance, and other tasks */

static void exits_while_it_serves(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	you_recv(s, CONN, "exit\n", 1024);
	ev = call(s, CALL_EXIT_GROUP, 0, 0, 0);
	ev.call.frames[0].func = "serve";
	add(s, &ev);
	process(s, PROCESS_EXITED, s->pid, 0, 0);
	broke(s, script(s, BOB, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

/* bob only has a port, and the program is asked whether it is taken. */
static void somebody_elses_port(struct scene *s)
{
	scene_begin(s, "program", false);
	s->cast[ANA].kind = s->cast[BOB].kind = CAST_RECEIVER;
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	you_exit(s, 0);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_EXITED, "free", "");
}

static void asked_for_the_impossible(struct scene *s)
{
	struct event ev;

	scene_begin(s, "program", false);
	ev = call(s, CALL_SOCKET, AF_INET, -1, EPROTONOSUPPORT);
	ev.call.arg[1] = SOCK_STREAM;
	add(s, &ev);
	you_exit(s, 2);
	script(s, YOU, VERB_COMPLAINS);
	s->steps[1].number = 1;
	broke(s, script(s, YOU, VERB_EXITS), WHY_EXITED, NULL, NULL);
	s->steps[1].number = 1;
}

static void three_and_five(struct scene *s)
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "hello");
	you_recv(s, CONN, "hello", 1024);
	you_send(s, CONN, "ok hello");
	actor(s, ANA, MOVE_GOT, "ok hello");
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "ok hello you", "ok hello");
}

static void a_line_of_eight(struct scene *s)
{
	server_with_ana(s);
	you_send(s, CONN, "hello x\n");
	actor(s, ANA, MOVE_GOT, "hello x\n");
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_DIFFERENT, "hello there\n", "hello x\n");
}

/* Twenty letters, the first of which are right. */
static void a_round_number_of_letters(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "ask\n");
	you_recv(s, CONN, "ask\n", 100);
	ev = call(s, CALL_SENDTO, CONN, 0, 0);
	moves_bytes(&ev, text("you are 10.0.0.1:99\n"), 20);
	ev.call.arg[1] += 4096; /* another buffer */
	add(s, &ev);
	actor(s, ANA, MOVE_GOT, "you are 10.0.0.1:99\n");
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_DIFFERENT, "yes\n", "you are 10.0.0.1:99\n");
}

static void a_nul_in_a_text(struct scene *s)
{
	static const char got[] = "h\0ello w";

	server_with_ana(s);
	broke_bytes(s, script(s, ANA, VERB_GETS), WHY_DIFFERENT, text("hello wo"),
		(struct bytes){ (const uint8_t *)got, sizeof got - 1 });
}

static void gave_up_after_a_hundred(struct scene *s)
{
	server_with_ana(s);
	for (int i = 0; i < 100; i++)
		you(s, CALL_SENDTO, CONN, -1, EPIPE);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_accept(s, LISTENER, CONN, BOB);
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, BOB, VERB_GETS), WHY_DIFFERENT, "my turn\n", "MY TURN\n");
}

#define GUARD(build)                                                                               \
	{                                                                                          \
#build, build                                                                      \
	}
static const struct {
	const char *name;
	void (*build)(struct scene *s);
} guards[] = {
	GUARD(echo_held),
	GUARD(echo_of_bytes_broke),
	GUARD(wrong_answer),
	GUARD(answers_on_screen),
	GUARD(answers_to_no_socket),
	GUARD(answers_to_input),
	GUARD(says_it_to_input),
	GUARD(any_other_word),
	GUARD(port_taken),
	GUARD(kernel_chooses),
	GUARD(a_port_of_its_own),
	GUARD(both_options),
	GUARD(one_port_for_two),
	GUARD(one_port_for_a_rolling_start),
	GUARD(bound_at_the_second_try),
	GUARD(may_not_debug),
	GUARD(a_stream_gives_no_address),
	GUARD(asks_for_the_family_alone),
	GUARD(name_looked_up),
	GUARD(fork_server),
	GUARD(child_shuts_down),
	GUARD(parent_closes_in_its_own_way),
	GUARD(child_is_not_done),
	GUARD(spare_servers),
	GUARD(children_at_the_door),
	GUARD(thread_server),
	GUARD(poll_server),
	GUARD(knows_the_peer),
	GUARD(stopped_by_a_signal),
	GUARD(connects_in_the_end),
	GUARD(sends_the_rest),
	GUARD(finishes_then_reads),
	GUARD(refused_and_said),
	GUARD(uppercase_udp),
	GUARD(empty_with_flags),
	GUARD(just_fits),
	GUARD(eight_of_eight),
	GUARD(a_local_socket),
	GUARD(reads_what_is_typed),
	GUARD(dup_over_a_client),
	GUARD(number_given_again),
	GUARD(end_seen_by_peer),
	GUARD(end_seen_on_wire),
	GUARD(asks_for_no_bytes),
	GUARD(ignores_since_its_parent),
	GUARD(waits_for_many),
	GUARD(says_what_became_of_each),
	GUARD(looks_before_each_portion),
	GUARD(ends_with_zero_after_a_client),
	GUARD(ends_when_asked),
	GUARD(a_buffer_is_full),
	GUARD(a_buffer_was_full),
	GUARD(asks_for_what_is_there),
	GUARD(the_kernel_takes_a_word),
	GUARD(ends_after_a_failure),
	GUARD(waits_for_a_key),
	GUARD(left_before_it_called),
	GUARD(two_sockets_one_after_another),
	GUARD(other_bytes),
	GUARD(two_bytes_by_chance),
	GUARD(what_was_wanted_backwards),
	GUARD(what_came_backwards),
	GUARD(what_held_backwards),
	GUARD(another_number),
	GUARD(a_palindrome),
	GUARD(another_address),
	GUARD(an_address_of_zeros),
	GUARD(tool_error),
	GUARD(nothing_happened),
	GUARD(another_program),
	GUARD(exits_while_it_serves),
	GUARD(somebody_elses_port),
	GUARD(asked_for_the_impossible),
	GUARD(three_and_five),
	GUARD(a_line_of_eight),
	GUARD(a_round_number_of_letters),
	GUARD(a_nul_in_a_text),
	GUARD(gave_up_after_a_hundred),
};

static void test_nobody_is_accused(void **state)
{
	size_t accused = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(guards); i++) {
		struct scene s;
		struct findings found = { 0 };

		guards[i].build(&s);
		struct mistake_case c = { &s.exercise, &s.conversation, s.tl, &s.verdict, PORT,
			s.host, NULL };
		mistakes_find(&c, &found);
		for (size_t n = 0; n < found.count; n++)
			print_error("%s: told %s\n", guards[i].name, found.list[n].id);
		accused += found.count;
		findings_free(&found);
		scene_end(&s);
	}
	assert_int_equal(accused, 0);
}

/* ---- several runs */

static struct finding finding_of(const char *id, const struct event *ev)
{
	struct finding f = { .id = id, .event = ev };

	finding_add(&f, "line", "%d", 7);
	return f;
}

static void put(struct findings *list, const char *id)
{
	struct finding f = finding_of(id, NULL);

	grow(&list->list, &list->cap, list->count, sizeof *list->list);
	list->list[list->count++] = f;
}

static void test_merge_drops_echoes(void **state)
{
	struct findings all = { 0 }, first = { 0 }, second = { 0 };

	(void)state;
	put(&first, "busy-loop");
	put(&second, "recv-zero-not-eof");
	put(&second, "connect-to-any-address");
	findings_merge(&all, &first);
	assert_int_equal(all.count, 1);
	assert_string_equal(all.list[0].id, "busy-loop");
	findings_merge(&all, &second);
	assert_int_equal(all.count, 2);
	assert_string_equal(all.list[0].id, "recv-zero-not-eof");
	assert_string_equal(all.list[1].id, "connect-to-any-address");
	findings_merge(&all, &second);
	findings_merge(&all, &first);
	assert_int_equal(all.count, 2);
	findings_free(&first);
	findings_free(&second);
	findings_free(&all);
}

static void test_evidence_has_a_limit(void **state)
{
	struct finding f = { .id = "busy-loop" };
	struct findings list = { 0 };

	(void)state;
	for (int i = 0; i < EVIDENCE_MAX + 5; i++)
		finding_add(&f, "count", "%d", i);
	assert_int_equal(f.evidence_count, EVIDENCE_MAX);
	grow(&list.list, &list.cap, 0, sizeof *list.list);
	list.list[list.count++] = f;
	findings_free(&list);
	assert_null(list.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_is_accused),
		cmocka_unit_test(test_merge_drops_echoes),
		cmocka_unit_test(test_evidence_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
