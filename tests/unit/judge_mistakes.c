// SPDX-License-Identifier: MIT
/* Every mistake is told from a timeline written by hand, and it alone. */
#include "judge_mistakes_scene.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>

enum { SWAPPED = (PORT & 0xff) << 8 | PORT >> 8, ANAS_PORT = 40001 };

/* ---- the program, before any socket */

static void argv_not_checked(struct scene *s)
{
	scene_begin(s, "server", false);
	sanitizer(s, "SEGV on unknown address",
		"==1==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000\n"
		"    #0 0x7f in __GI_____strtol_l_internal stdlib/strtol_l.c:291\n"
		"    #1 0x7f in __interceptor_atoi\n    #2 0x55 in main wrong.c:77\n");
	process(s, PROCESS_EXITED, PID, 0, 99);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void waits_for_keyboard(struct scene *s)
{
	scene_begin(s, "server", false);
	you_wait(s, CALL_READ, 0);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_SILENCE, NULL, NULL);
}

/* ---- the socket */

static void domain_type_swapped(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, SOCK_STREAM, AF_INET);
	you_bind(s, 3, "0.0.0.0", PORT, EINVAL);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void type_protocol_mismatch(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	ev = call(s, CALL_SOCKET, AF_INET, -1, EPROTONOSUPPORT);
	ev.call.arg[1] = SOCK_STREAM;
	ev.call.arg[2] = IPPROTO_UDP;
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void socket_precedence(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 0, "0.0.0.0", PORT, ENOTSOCK);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void wrong_socket_type(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_DGRAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	you(s, CALL_LISTEN, 3, -1, EOPNOTSUPP);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void listen_on_udp(struct scene *s)
{
	udp_ready(s);
	you(s, CALL_LISTEN, 3, -1, EOPNOTSUPP);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_GETS), WHY_EXITED, "HI", NULL);
}

static void socketpair_inet(struct scene *s)
{
	scene_begin(s, "program", false);
	you(s, CALL_SOCKETPAIR, AF_INET, -1, EOPNOTSUPP);
	you_exit(s, 1);
	broke(s, script(s, YOU, VERB_EXITS), WHY_DIFFERENT, NULL, NULL);
}

static void socket_leak(struct scene *s)
{
	struct step *holds;

	scene_begin(s, "program", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_socket(s, 4, AF_INET, SOCK_STREAM);
	you(s, CALL_CLOSE, 4, 0, 0);
	you_exit(s, 0);
	holds = script(s, YOU, VERB_HOLDS);
	holds->holds.sockets_most = 1;
	broke(s, holds, WHY_DIFFERENT, NULL, NULL);
}

/* ---- the address */

static void addrlen_sizeof_pointer(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	ev = with_address(s, CALL_BIND, 3, "0.0.0.0", PORT, EINVAL);
	ev.call.addrlen_in = 8;
	ev.call.raw_addr.len = 8;
	ev.call.addr = (struct address){ 0 };
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static struct event six(struct scene *s, enum call_id id, int fd, const char *ip, int err)
{
	static struct sockaddr_in6 in;
	struct event ev = call(s, id, fd, 0, err);

	in = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	inet_pton(AF_INET6, ip, &in.sin6_addr);
	ev.call.raw_addr = (struct bytes){ (const uint8_t *)&in, sizeof in };
	ev.call.addr = address_from(&in, sizeof in);
	ev.call.addrlen_in = sizeof in;
	return ev;
}

static void v6_addrlen(struct scene *s)
{
	struct event ev;

	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET6, SOCK_STREAM);
	ev = six(s, CALL_CONNECT, 3, "::1", EINVAL);
	ev.call.addrlen_in = 16;
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static void v6_scope_missing(struct scene *s)
{
	struct event ev;

	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET6, SOCK_STREAM);
	ev = six(s, CALL_CONNECT, 3, "fe80::1", EINVAL);
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static struct event local_bind(struct scene *s, size_t len, int err)
{
	static struct sockaddr_un un;
	struct event ev = call(s, CALL_BIND, 3, 0, err);

	un = (struct sockaddr_un){ .sun_family = AF_UNIX, .sun_path = "a-long-path.sock" };
	ev.call.raw_addr = (struct bytes){ (const uint8_t *)&un, len };
	ev.call.addr = address_from(&un, len);
	ev.call.addrlen_in = len;
	return ev;
}

static void local_broken(struct scene *s, size_t len, int err)
{
	struct event ev;

	scene_begin(s, "server", false);
	s->cast[ANA].kind = s->cast[BOB].kind = CAST_LOCAL_CLIENT;
	you_socket(s, 3, AF_UNIX, SOCK_STREAM);
	ev = local_bind(s, len, err);
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void unix_addrlen_16(struct scene *s)
{
	local_broken(s, 16, 0);
}

static void unix_no_unlink(struct scene *s)
{
	local_broken(s, sizeof(struct sockaddr_un), EADDRINUSE);
}

static void unix_no_directory(struct scene *s)
{
	local_broken(s, sizeof(struct sockaddr_un), ENOENT);
}

static void family_mismatch(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET6, SOCK_STREAM);
	struct event ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", PORT, EINVAL);
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static struct event no_family(struct scene *s, enum call_id id, int fd)
{
	static struct sockaddr_in in;
	struct event ev = with_address(s, id, fd, "0.0.0.0", PORT, 0);

	in = (struct sockaddr_in){ .sin_port = htons(PORT) };
	ev.call.raw_addr = (struct bytes){ (const uint8_t *)&in, sizeof in };
	ev.call.addr = (struct address){ 0 };
	return ev;
}

static void family_not_set_connect(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	struct event ev = no_family(s, CALL_CONNECT, 3);
	add(s, &ev);
	you(s, CALL_SENDTO, 3, -1, EPIPE);
	process(s, PROCESS_KILLED, PID, 0, SIGPIPE);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_DIED, NULL, NULL);
}

static void family_not_set_bind(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	struct event ev = no_family(s, CALL_BIND, 3);
	add(s, &ev);
	you_listen(s, 3);
}

static void port_no_htons(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", SWAPPED, 0);
	you_listen(s, 3);
	you_wait(s, CALL_ACCEPT, 3);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void port_no_htons_client(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	struct event ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", SWAPPED, ECONNREFUSED);
	add(s, &ev);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static void port_no_htons_printed(struct scene *s)
{
	scene_begin(s, "program", false);
	you_printed(s, 1, "90 1f\n");
	broke(s, script(s, YOU, VERB_PRINTS), WHY_DIFFERENT, "1f 90\n", "90 1f\n");
}

static void port_htonl(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", 0, 0);
	you_listen(s, 3);
	you_wait(s, CALL_ACCEPT, 3);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void port_htonl_printed(struct scene *s)
{
	scene_begin(s, "program", false);
	you_printed(s, 1, "00 00\n");
	broke(s, script(s, YOU, VERB_PRINTS), WHY_DIFFERENT, "1f 90\n", "00 00\n");
}

static void port_hard_coded(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", 8080, 0);
	you_listen(s, 3);
	you_wait(s, CALL_ACCEPT, 3);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void bound_to(struct scene *s, const char *ip, int err)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, ip, PORT, err);
	if (err)
		you_exit(s, 1);
	else
		you_listen(s, 3);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void addr_no_htonl(struct scene *s)
{
	bound_to(s, "1.0.0.127", EADDRNOTAVAIL);
}

static void bind_not_local(struct scene *s)
{
	bound_to(s, "10.1.2.3", EADDRNOTAVAIL);
}

static void hostname_to_inet_addr(struct scene *s)
{
	bound_to(s, "255.255.255.255", 0);
}

static void inet_pton_unchecked(struct scene *s)
{
	scene_begin(s, "client", false);
	s->host = "localhost";
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	struct event ev = with_address(s, CALL_CONNECT, 3, "0.0.0.0", PORT, ECONNREFUSED);
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static void connect_to_any_address(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	struct event ev = with_address(s, CALL_CONNECT, 3, "0.0.0.0", PORT, 0);
	add(s, &ev);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_exit(s, 0);
}

static void addrlen_not_set(struct scene *s)
{
	struct event ev;

	server_ready(s);
	ev = call(s, CALL_ACCEPT, LISTENER, 4, 0);
	ev.call.arg[1] = ev.call.arg[2] = 0x7ffc1000;
	ev.call.addrlen_in = 0;
	ev.call.addrlen_out = 16;
	add(s, &ev);
}

static void memset_char_zero(struct scene *s)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct event ev;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	ev = with_address(s, CALL_BIND, 3, "0.0.0.0", PORT, 0);
	memset(in.sin_zero, '0', sizeof in.sin_zero);
	ev.call.raw_addr = (struct bytes){ (const uint8_t *)&in, sizeof in };
	add(s, &ev);
}

/* ---- bind */

static void client_binds(struct scene *s, bool datagram, int port)
{
	scene_begin(s, "client", datagram);
	you_socket(s, 3, AF_INET, datagram ? SOCK_DGRAM : SOCK_STREAM);
	you_bind(s, 3, "127.0.0.1", port, EADDRINUSE);
	you_exit(s, 1);
	broke(s, script(s, ANA, datagram ? VERB_GETS : VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static void udp_client_binds_server_port(struct scene *s)
{
	client_binds(s, true, PORT);
}

static void client_binds_server_port(struct scene *s)
{
	client_binds(s, false, PORT);
}

static void client_binds_fixed_port(struct scene *s)
{
	client_binds(s, false, PORT + 1);
}

static void v6only_double_bind(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET6, SOCK_STREAM);
	ev = six(s, CALL_BIND, 3, "::", 0);
	add(s, &ev);
	you_socket(s, 4, AF_INET, SOCK_STREAM);
	you_bind(s, 4, "0.0.0.0", PORT, EADDRINUSE);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void reuseaddr_after_bind(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	you_option(s, 3, SOL_SOCKET, SO_REUSEADDR, 1, 0);
	you_listen(s, 3);
}

static void reuseaddr_or_reuseport(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_option(s, 3, SOL_SOCKET, SO_REUSEADDR | SO_REUSEPORT, 1, 0);
	you_bind(s, 3, "0.0.0.0", PORT, EADDRINUSE);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void setsockopt_by_value(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	ev = call(s, CALL_SETSOCKOPT, 3, -1, EFAULT);
	ev.call.arg[1] = SOL_SOCKET;
	ev.call.arg[2] = SO_REUSEADDR;
	ev.call.arg[3] = 1;
	add(s, &ev);
}

static void nodelay_wrong_level(struct scene *s)
{
	server_with_ana(s);
	you_option(s, CONN, SOL_SOCKET, TCP_NODELAY, 1, EACCES);
	you(s, CALL_WRITE, 2, 10, 0);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_GETS), WHY_EXITED, "hi", NULL);
}

static void rcvtimeo_int(struct scene *s)
{
	server_with_ana(s);
	you_option(s, CONN, SOL_SOCKET, SO_RCVTIMEO, 500, EINVAL);
}

static void reuseaddr_missing(struct scene *s)
{
	server_ready(s);
	process(s, PROCESS_KILLED, PID, 0, SIGTERM);
	s->pid = s->tid = 101;
	script(s, YOU, VERB_RESTARTS);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, EADDRINUSE);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void ai_passive_missing(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET6, SOCK_STREAM);
	ev = six(s, CALL_BIND, 3, "::1", 0);
	add(s, &ev);
	you_listen(s, 3);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void bind_loopback_only(struct scene *s)
{
	struct step *holds;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "127.0.0.1", PORT, 0);
	you_listen(s, 3);
	holds = script(s, YOU, VERB_HOLDS);
	holds->holds.address = (char *)"any";
	broke(s, holds, WHY_SILENCE, NULL, NULL);
}

/* ---- listen */

static void listen_args_swapped(struct scene *s)
{
	struct event ev;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	ev = call(s, CALL_LISTEN, 5, -1, EBADF);
	ev.call.arg[1] = 3;
	add(s, &ev);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void bind_missing(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_listen(s, 3);
	you_wait(s, CALL_ACCEPT, 3);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void bind_missing_udp(struct scene *s)
{
	scene_begin(s, "server", true);
	you_socket(s, 3, AF_INET, SOCK_DGRAM);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "HI", NULL);
}

static void listen_missing(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	you(s, CALL_ACCEPT, 3, -1, EINVAL);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void listen_missing_quietly(struct scene *s)
{
	struct step *wanted;

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_exit(s, 0);
	wanted = script(s, YOU, VERB_CALL);
	wanted->call.name = (char *)"listen";
	broke(s, wanted, WHY_EXITED, NULL, NULL);
}

static void backlog_too_small(struct scene *s)
{
	struct event ev, syn = { .kind = EVENT_PACKET, .who = WHO_WIRE };

	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, 0);
	ev = call(s, CALL_LISTEN, 3, 0, 0);
	ev.call.arg[1] = 0;
	add(s, &ev);
	syn.packet = (struct packet_event){ .proto = PACKET_TCP,
		.src = address_ip4("127.0.0.1", 40002),
		.flags = TCP_SYN,
		.seq = 7 };
	syn.t0 = syn.t1 = ++s->t;
	add(s, &syn);
	syn.t0 = syn.t1 = s->t += 1020000000;
	add(s, &syn);
	broke(s, script(s, BOB, VERB_CONNECTS), WHY_DEADLINE, NULL, NULL);
}

/* ---- accept */

static void accept_precedence(struct scene *s)
{
	server_with_ana(s);
	you(s, CALL_RECVFROM, 0, -1, ENOTSOCK);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "hi", NULL);
}

static void accept_precedence_read(struct scene *s)
{
	server_with_ana(s);
	you_wait(s, CALL_READ, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void accept_precedence_write(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_WRITE, 1, 0, 0);
	moves_bytes(&ev, text("hello\n"), 6);
	add(s, &ev);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hello\n", NULL);
}

static void thread_arg_address(struct scene *s)
{
	server_with_ana(s);
	you_accept(s, LISTENER, 5, BOB);
	s->tid = 101;
	you_wait(s, CALL_RECVFROM, 5);
	s->tid = 102;
	you_wait(s, CALL_RECVFROM, 5);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void main_closes_thread_fd(struct scene *s)
{
	server_with_ana(s);
	you(s, CALL_CLOSE, CONN, 0, 0);
	memset(&s->fds[CONN], 0, sizeof s->fds[CONN]);
	s->tid = 101;
	you(s, CALL_RECVFROM, CONN, -1, EBADF);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hi", NULL);
}

static void recv_on_listening_fd(struct scene *s)
{
	server_with_ana(s);
	you(s, CALL_RECVFROM, LISTENER, -1, ENOTCONN);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "hi", NULL);
}

static void recv_on_listening_fd_send(struct scene *s)
{
	server_with_ana(s);
	you(s, CALL_SENDTO, LISTENER, -1, EPIPE);
	process(s, PROCESS_KILLED, PID, 0, SIGPIPE);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "hi", NULL);
}

static void listener_closed_in_loop(struct scene *s)
{
	server_with_ana(s);
	you_send(s, CONN, "hello\n");
	you(s, CALL_CLOSE, CONN, 0, 0);
	you(s, CALL_CLOSE, LISTENER, 0, 0);
	memset(&s->fds[LISTENER], 0, sizeof s->fds[LISTENER]);
	you(s, CALL_ACCEPT, LISTENER, -1, EBADF);
	you_exit(s, 1);
	broke(s, script(s, BOB, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void new_fd_not_watched(struct scene *s)
{
	server_with_ana(s);
	you_wait(s, CALL_EPOLL_WAIT, 9);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void child_serves(struct scene *s)
{
	process(s, PROCESS_FORKED, 101, PID, 0);
	s->pid = s->tid = 101;
	you_recv(s, CONN, "hi", 100);
	you_send(s, CONN, "hi");
	you_recv(s, CONN, "", 100);
	you(s, CALL_CLOSE, CONN, 0, 0);
}

static void fork_child_no_exit(struct scene *s)
{
	int line;

	server_with_ana(s);
	child_serves(s);
	line = s->line;
	you(s, CALL_CLOSE, CONN, -1, EBADF);
	you_wait(s, CALL_ACCEPT, LISTENER);
	s->pid = s->tid = PID;
	s->line = line;
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void fork_parent_keeps_client(struct scene *s)
{
	server_with_ana(s);
	child_serves(s);
	you_exit(s, 0);
	s->pid = s->tid = PID;
	you(s, CALL_WAIT4, -1, 101, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	broke(s, script(s, ANA, VERB_SEES), WHY_SILENCE, NULL, NULL);
}

static void zombies(struct scene *s)
{
	server_with_ana(s);
	child_serves(s);
	you_exit(s, 0);
	s->pid = s->tid = PID;
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void join_in_accept_loop(struct scene *s)
{
	server_with_ana(s);
	s->tid = 101;
	you_wait(s, CALL_RECVFROM, CONN);
	s->tid = PID;
	you_wait(s, CALL_FUTEX, 0);
	actor(s, BOB, MOVE_CONNECTED, NULL);
	broke(s, script(s, BOB, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void exit_in_thread(struct scene *s)
{
	server_with_ana(s);
	s->tid = 101;
	you_recv(s, CONN, "hi", 100);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hi", NULL);
}

static void accept_error_kills_server(struct scene *s)
{
	server_ready(s);
	you(s, CALL_ACCEPT, LISTENER, -1, EINTR);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_CONNECTS), WHY_EXITED, NULL, NULL);
}

static void accept_error_spin(struct scene *s)
{
	server_ready(s);
	for (int i = 0; i < 100; i++)
		you(s, CALL_ACCEPT, LISTENER, -1, EMFILE);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "hi", NULL);
}

static void accept_minus_one_true(struct scene *s)
{
	server_ready(s);
	you(s, CALL_ACCEPT, LISTENER, -1, EMFILE);
	you(s, CALL_RECVFROM, -1, -1, EBADF);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "hi", NULL);
}

/* ---- connect */

static void connect_einprogress_as_error(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
	struct event ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", PORT, EINPROGRESS);
	add(s, &ev);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_exit(s, 1);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_EXITED, NULL, NULL);
}

static void connect_missing(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you(s, CALL_SENDTO, 3, -1, EPIPE);
	process(s, PROCESS_KILLED, PID, 0, SIGPIPE);
	broke(s, script(s, ANA, VERB_ACCEPTS), WHY_DIED, NULL, NULL);
}

static void connect_error_ignored(struct scene *s)
{
	scene_begin(s, "client", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	struct event ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", PORT, ECONNREFUSED);
	add(s, &ev);
	you(s, CALL_SENDTO, 3, -1, EPIPE);
	process(s, PROCESS_KILLED, PID, 0, SIGPIPE);
	broke(s, script(s, YOU, VERB_EXITS), WHY_DIED, NULL, NULL);
}

/* ---- memory */

static void full_then(struct scene *s, const char *kind, const char *report)
{
	server_with_ana(s);
	you_recv(s, CONN, "12345678", 8);
	sanitizer(s, kind, report);
	process(s, PROCESS_EXITED, PID, 0, 99);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "12345678", NULL);
}

static void buf_n_index(struct scene *s)
{
	full_then(s, "index 8 out of bounds for type 'char [8]'",
		"wrong.c:77:5: runtime error: index 8 out of bounds for type 'char [8]'\n");
}

static void buf_n_index_heap(struct scene *s)
{
	full_then(s, "heap-buffer-overflow",
		"WRITE of size 1 at 0x60 thread T0\n    #0 0x55 in main wrong.c:77\n");
}

static void recv_into_too_small(struct scene *s)
{
	full_then(s, "stack-buffer-overflow",
		"WRITE of size 8 at 0x7f thread T0\n    #0 0x7f in __interceptor_recv x.inc:1\n"
		"    #1 0x55 in main wrong.c:77\n");
}

static void convert_buffer_too_small(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "a message", 1024);
	sanitizer(s, "heap-buffer-overflow",
		"WRITE of size 1 at 0x60 thread T0\n    #0 0x55 in upper wrong.c:77\n\n0x60 is "
		"located "
		"0 bytes to the right of 8-byte region [0x60,0x60)\n");
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "A MESSAGE", NULL);
}

static void freeaddrinfo_too_early(struct scene *s)
{
	full_then(s, "heap-use-after-free",
		"READ of size 4 at 0x60 thread T0\n    #0 0x55 in main wrong.c:77\nfreed by thread "
		"T0 "
		"here:\n    #0 0x7f in free\n    #1 0x7f in freeaddrinfo\n");
}

static void unterminated_strlen(struct scene *s)
{
	full_then(s, "stack-buffer-overflow",
		"READ of size 9 at 0x7f thread T0\n    #0 0x7f in __interceptor_strlen x.inc:1\n");
}

/* ---- send and recv */

static void recv_len_strlen(struct scene *s)
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "hi");
	you_recv(s, CONN, "", 0);
	you(s, CALL_CLOSE, CONN, 0, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_RESET, "hi", NULL);
}

static void send_args_swapped(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_SENDTO, CONN, 0, 0);
	ev.call.arg[3] = 6;
	add(s, &ev);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hello\n", NULL);
}

/* ana wanted `expected`, and got what the program sent in answer to `question`. */
static void answered(struct scene *s, const char *question, int64_t room, struct bytes answer,
	const char *expected)
{
	struct bytes want = text(expected);
	struct step *gets, *more;

	server_with_ana(s);
	if (question) {
		actor(s, ANA, MOVE_SENT, question);
		you_recv(s, CONN, question, room);
	}
	you_send_bytes(s, CONN, answer);
	struct event ev = { .kind = EVENT_MOVE, .who = ANA, .t0 = ++s->t, .t1 = s->t };
	ev.move.what = MOVE_GOT;
	actor_address(ANA, &ev.move.local);
	ev.move.remote = address_ip4("127.0.0.1", PORT);
	ev.move.data = answer;
	add(s, &ev);
	you_wait(s, CALL_RECVFROM, CONN);
	gets = script(s, ANA, VERB_GETS);
	if (answer.len > want.len && memcmp(answer.at, want.at, want.len) == 0) {
		more = script(s, ANA, VERB_SEES);
		broke_bytes(s, more, WHY_DIFFERENT, (struct bytes){ 0 },
			(struct bytes){ answer.at + want.len, answer.len - want.len });
		return;
	}
	broke_bytes(s, gets,
		answer.len < want.len && memcmp(answer.at, want.at, answer.len) == 0
			? WHY_SILENCE
			: WHY_DIFFERENT,
		want, answer);
}

static struct bytes padded(const char *t, size_t len)
{
	static char array[1024];

	memset(array, 0, sizeof array);
	strcpy(array, t);
	return (struct bytes){ (const uint8_t *)array, len };
}

static void sent_over_the_edge(struct scene *s, struct bytes sent, const char *report)
{
	server_with_ana(s);
	you_send_bytes(s, CONN, sent);
	you_printed(s, 2, "==1==ERROR: AddressSanitizer: global-buffer-overflow\n");
	broke(s, script(s, ANA, VERB_SEES), WHY_DIFFERENT, NULL, "\1");
	sanitizer(s, "global-buffer-overflow", report);
	process(s, PROCESS_EXITED, PID, 0, 99);
}

static void literal_overread(struct scene *s)
{
	sent_over_the_edge(s, padded("hello\n", 1024), "READ of size 1024 at 0x55 thread T0\n");
}

static void sizeof_pointer_literal(struct scene *s)
{
	sent_over_the_edge(s, padded("hello\n", 8), "READ of size 8 at 0x55 thread T0\n");
}

/* ana has got it all, and wants no more than the text. */
static void sizeof_pointer_behind_the_text(struct scene *s)
{
	answered(s, NULL, 0, padded("hello\n", 8), "hello\n");
	you_printed(s, 2, "==1==ERROR: AddressSanitizer: global-buffer-overflow\n");
	sanitizer(s, "global-buffer-overflow", "READ of size 8 at 0x55 thread T0\n");
	process(s, PROCESS_EXITED, PID, 0, 99);
}

static void pointer_on_the_wire(struct scene *s)
{
	static const uint8_t pointer[] = { 0xa0, 0x21, 0x40, 0xf7, 0xff, 0x7f };

	answered(s, NULL, 0, (struct bytes){ pointer, sizeof pointer }, "hello\n");
}

static void pointer_on_the_wire_whole(struct scene *s)
{
	static const uint8_t pointer[] = { 0xa0, 0x21, 0x40, 0xf7, 0xff, 0x7f, 0, 0 };

	answered(s, NULL, 0, (struct bytes){ pointer, sizeof pointer }, "a longer answer\n");
}

static void sizeof_pointer(struct scene *s)
{
	answered(s, "hello, world\n", 1024, text("hello, w"), "hello, world\n");
}

static void send_nul_terminator(struct scene *s)
{
	answered(s, NULL, 0, padded("hello\n", 7), "hello\n");
}

static void send_sizeof_buffer(struct scene *s)
{
	answered(s, "hello\n", 1024, padded("hello\n", 1024), "hello\n");
}

static void send_sizeof_buffer_small(struct scene *s)
{
	answered(s, NULL, 0, padded("hello\n", 9), "hello\n");
}

static void strlen_of_unterminated(struct scene *s)
{
	answered(s, "HI\n", 100, text("HI\nLO, WORLD\n"), "HI\n");
}

/* "ab.\n" came, then `second`, and was answered from somewhere else, with `more` behind it. */
static void answers_from_a_copy(
	struct scene *s, const char *second, const char *answer, const char *more)
{
	struct event ev;

	server_with_ana(s);
	you_recv(s, CONN, "ab.\n", 256);
	ev = call(s, CALL_SENDTO, CONN, 0, 0);
	moves_bytes(&ev, text("ab.\n"), 4);
	ev.call.arg[1] = 0x7ffc7000;
	add(s, &ev);
	actor(s, ANA, MOVE_GOT, "ab.\n");
	you_recv(s, CONN, second, 256);
	ev = call(s, CALL_SENDTO, CONN, 0, 0);
	moves_bytes(&ev, text(answer), strlen(answer));
	ev.call.arg[1] = 0x7ffc7000;
	add(s, &ev);
	actor(s, ANA, MOVE_GOT, answer);
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_SEES), WHY_DIFFERENT, NULL, more);
}

static void strlen_of_a_copy(struct scene *s)
{
	answers_from_a_copy(s, "x", "OK Xb.\n", "b.\n");
}

static void extra_newline(struct scene *s)
{
	answers_from_a_copy(s, "xyz", "xyz\n", "\n");
}

static void extra_text_of_its_own(struct scene *s)
{
	answers_from_a_copy(s, "x", "xb!\n", "b!\n");
}

static void extra_part_of_the_old(struct scene *s)
{
	answers_from_a_copy(s, "x", "xb.", "b.");
}

static void strlen_stops_at_nul(struct scene *s)
{
	static const struct bytes whole = { (const uint8_t *)"before\0after", 12 };
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_RECVFROM, CONN, 0, 0);
	moves_bytes(&ev, whole, 100);
	add(s, &ev);
	you_send(s, CONN, "before");
	you_wait(s, CALL_RECVFROM, CONN);
	broke_bytes(s, script(s, ANA, VERB_GETS), WHY_SILENCE, whole, text("before"));
}

static void format_string(struct scene *s)
{
	answered(s, "100%d\n", 100, text("10021\n"), "100%d\n");
}

static void reply_has_extra_text(struct scene *s)
{
	answered(s, "hi\n", 100, text("You said: hi\n"), "hi\n");
}

static void scanf_word(struct scene *s)
{
	client_connected(s);
	you_read(s, "hello wide world\n");
	you_send(s, 3, "hello");
	you_send(s, 3, "wide");
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_DIFFERENT, "hello wide world\n", "hellowide");
}

static void newline_compare(struct scene *s)
{
	struct step *sees;

	server_with_ana(s);
	s->exercise.task = (char *)"A line `exit` ends the conversation.";
	actor(s, ANA, MOVE_SENT, "exit\n");
	you_recv(s, CONN, "exit\n", 100);
	you_send(s, CONN, "EXIT\n");
	you_wait(s, CALL_RECVFROM, CONN);
	sees = script(s, ANA, VERB_SEES);
	sees->sight = SEES_END;
	broke(s, sees, WHY_DIFFERENT, NULL, "EXIT\n");
}

static void header_single_recv(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "ab", 4);
	you_recv(s, CONN, "cd", 300);
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "hi", NULL);
}

static void partial_send(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_SENDTO, CONN, 0, 0);
	moves_bytes(&ev, text("0123456789"), 10);
	ev.call.ret = 4;
	add(s, &ev);
	you(s, CALL_CLOSE, CONN, 0, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "0123456789", "0123");
}

/* The kernel stopped at the end of a word, which makes it no word of scanf()'s; and it is not the close() that makes the rest
 * forgotten. */
static void partial_send_of_a_word(struct scene *s)
{
	struct event ev;

	client_connected(s);
	you_read(s, "every one of these words\n");
	ev = call(s, CALL_SENDTO, 3, 0, 0);
	moves_bytes(&ev, text("every"), 25);
	add(s, &ev);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "every one of these words\n", "every");
}

static struct piece word_piece, second_piece;

static void one_message_per_accept(struct scene *s)
{
	server_with_ana(s);
	script_sends(s, ANA, &word_piece, "one\n");
	script_sends(s, ANA, &second_piece, "two\n");
	actor(s, ANA, MOVE_SENT, "one\n");
	you_recv(s, CONN, "one\n", 100);
	you_send(s, CONN, "one\n");
	you_wait(s, CALL_ACCEPT, LISTENER);
	actor(s, ANA, MOVE_SENT, "two\n");
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "two\n", NULL);
}

static void one_recv_is_one_message(struct scene *s)
{
	server_with_ana(s);
	script_sends(s, ANA, &word_piece, "hello\n");
	actor(s, ANA, MOVE_SENT, "hel");
	you_recv(s, CONN, "hel", 100);
	you_send(s, CONN, "hel");
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hello\n", "hel");
}

static void one_recv_client(struct scene *s)
{
	client_connected(s);
	script_sends(s, ANA, &word_piece, "hello\n");
	you_send(s, 3, "hello\n");
	actor(s, ANA, MOVE_SENT, "hel");
	you_recv(s, 3, "hel", 100);
	you_printed(s, 1, "hel");
	you_wait(s, CALL_READ, 0);
	actor(s, ANA, MOVE_SENT, "lo\n");
	script(s, YOU, VERB_READS);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_SILENCE, "hello\n", "hel");
}

static void hung_up_after(struct scene *s, int error, bool timeout)
{
	server_with_ana(s);
	if (timeout)
		you_option(s, CONN, SOL_SOCKET, SO_RCVTIMEO, 1, 0);
	you(s, CALL_RECVFROM, CONN, -1, error);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	broke(s, script(s, ANA, VERB_GETS), WHY_END, "hi", NULL);
}

static void eagain_treated_as_error(struct scene *s)
{
	hung_up_after(s, EAGAIN, false);
}

static void timeout_as_close(struct scene *s)
{
	hung_up_after(s, EAGAIN, true);
}

static void eintr_not_retried(struct scene *s)
{
	hung_up_after(s, EINTR, false);
}

static void waits_for_eof(struct scene *s)
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "hi\n");
	you_recv(s, CONN, "hi\n", 100);
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi\n", NULL);
}

static void waits_for_eof_and_says_so(struct scene *s)
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "hi\n");
	you_recv(s, CONN, "hi\n", 100);
	you_printed(s, 1, "3 bytes\n");
	you_printed(s, 2, "hi\n");
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi\n", NULL);
}

static void both_sides_waiting(struct scene *s)
{
	server_with_ana(s);
	you_wait(s, CALL_RECVFROM, CONN);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hello\n", NULL);
}

static void unsigned_count(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	you(s, CALL_RECVFROM, CONN, -1, ECONNRESET);
	ev = call(s, CALL_SENDTO, CONN, -1, EFAULT);
	ev.call.arg[2] = -1;
	add(s, &ev);
	you(s, CALL_CLOSE, CONN, 0, 0);
}

/* ---- datagrams */

static void udp_send_no_destination(struct scene *s)
{
	udp_ready(s);
	udp_recv(s, "hi", 100, ANA);
	you(s, CALL_SENDTO, 3, -1, EDESTADDRREQ);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "HI", NULL);
}

static void udp_too_big(struct scene *s)
{
	udp_ready(s);
	udp_recv(s, "hi", 100, ANA);
	udp_send(s, (struct bytes){ 0 }, "127.0.0.1", ANAS_PORT, EMSGSIZE);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "HI", NULL);
}

static void recvfrom_no_address(struct scene *s)
{
	udp_ready(s);
	udp_recv(s, "hi", 100, 0);
	udp_send(s, (struct bytes){ 0 }, "0.0.0.0", 0, EINVAL);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "HI", NULL);
}

static void udp_answers_to(struct scene *s, const char *ip, int port)
{
	udp_ready(s);
	actor(s, ANA, MOVE_SENT, "hi");
	udp_recv(s, "hi", 100, ANA);
	udp_send(s, text("HI"), ip, port, 0);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "HI", NULL);
}

static void udp_reply_wrong_address(struct scene *s)
{
	udp_answers_to(s, "0.0.0.0", PORT);
}

static void udp_reply_fixed_port(struct scene *s)
{
	udp_answers_to(s, "127.0.0.1", PORT);
}

static void udp_zero_is_not_eof(struct scene *s)
{
	udp_ready(s);
	udp_recv(s, "", 100, ANA);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_exit(s, 0);
	broke(s, script(s, ANA, VERB_GETS), WHY_EXITED, "", NULL);
}

static void udp_read_in_pieces(struct scene *s)
{
	udp_ready(s);
	actor(s, ANA, MOVE_SENT, "0005hello");
	udp_recv(s, "0005", 4, ANA);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "HELLO", NULL);
}

static void udp_truncation(struct scene *s)
{
	udp_ready(s);
	actor(s, ANA, MOVE_SENT, "hello, world");
	udp_recv(s, "hello", 5, ANA);
	udp_send(s, text("HELLO"), "127.0.0.1", ANAS_PORT, 0);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, ANA, VERB_GETS), WHY_DIFFERENT, "HELLO, WORLD", "HELLO");
}

static void udp_connected_server(struct scene *s)
{
	udp_ready(s);
	actor(s, ANA, MOVE_SENT, "hi");
	udp_recv(s, "hi", 100, ANA);
	struct event ev = with_address(s, CALL_CONNECT, 3, "127.0.0.1", ANAS_PORT, 0);
	add(s, &ev);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, BOB, VERB_GETS), WHY_SILENCE, "HI", NULL);
}

static void udp_no_timeout(struct scene *s)
{
	scene_begin(s, "client", true);
	script(s, WHO_WIRE, VERB_DROPS);
	you_socket(s, 3, AF_INET, SOCK_DGRAM);
	udp_send(s, text("hi"), "127.0.0.1", PORT, 0);
	you_wait(s, CALL_RECVFROM, 3);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_SILENCE, "HI", NULL);
}

/* ---- the end of a conversation */

static void ended_again_and_again(struct scene *s, bool polled)
{
	server_with_ana(s);
	for (int i = 0; i < 30; i++) {
		if (polled)
			you(s, CALL_POLL, 0, 1, 0);
		you_recv(s, CONN, "", 100);
	}
}

static void poll_dead_fd_kept(struct scene *s)
{
	ended_again_and_again(s, true);
}

static void recv_zero_not_eof(struct scene *s)
{
	ended_again_and_again(s, false);
}

static void recv_minus_one_as_data(struct scene *s)
{
	server_with_ana(s);
	for (int i = 0; i < 30; i++)
		you(s, CALL_RECVFROM, 9, -1, EBADF);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "hi", NULL);
}

static void fd_leak_per_client(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	you_wait(s, CALL_ACCEPT, LISTENER);
}

static void fd_leak_end_wanted(struct scene *s)
{
	struct step *sees;

	server_with_ana(s);
	you_send(s, CONN, "hello\n");
	you_wait(s, CALL_ACCEPT, LISTENER);
	sees = script(s, ANA, VERB_SEES);
	sees->sight = SEES_END;
	broke(s, sees, WHY_SILENCE, NULL, NULL);
}

static void use_after_close(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	you(s, CALL_CLOSE, CONN, 0, 0);
	memset(&s->fds[CONN], 0, sizeof s->fds[CONN]);
	you(s, CALL_SENDTO, CONN, -1, EBADF);
}

static void send_after_shutdown(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_SHUTDOWN, CONN, 0, 0);
	ev.call.arg[1] = SHUT_WR;
	add(s, &ev);
	you(s, CALL_SENDTO, CONN, -1, EPIPE);
}

static void linger_zero(struct scene *s)
{
	static const struct linger axe = { 1, 0 };
	struct event ev;

	server_with_ana(s);
	ev = call(s, CALL_SETSOCKOPT, CONN, 0, 0);
	ev.call.arg[1] = SOL_SOCKET;
	ev.call.arg[2] = SO_LINGER;
	ev.call.arg[3] = 0x7ffc0000;
	ev.call.data = (struct bytes){ (const uint8_t *)&axe, sizeof axe };
	add(s, &ev);
	you(s, CALL_CLOSE, CONN, 0, 0);
	broke(s, script(s, ANA, VERB_SEES), WHY_RESET, NULL, NULL);
}

static void accept_outside_loop(struct scene *s)
{
	server_with_ana(s);
	you_send(s, CONN, "hello\n");
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_exit(s, 0);
	broke(s, script(s, BOB, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void server_stops_with_client(struct scene *s)
{
	server_with_ana(s);
	you(s, CALL_RECVFROM, CONN, -1, ECONNRESET);
	you_exit(s, 1);
	broke(s, script(s, BOB, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

/* The second breaks off, and the program ends with status 0. */
static void server_stops_with_second(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "", 100);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_accept(s, LISTENER, CONN, BOB + 1);
	you(s, CALL_RECVFROM, CONN, -1, ECONNRESET);
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_exit(s, 0);
	broke(s, script(s, BOB, VERB_GETS), WHY_RESET, "hi", NULL);
}

/* By a handler of SIGPIPE that says exit(0). */
static void server_stops_in_handler(struct scene *s)
{
	struct event ev;

	server_with_ana(s);
	you_recv(s, CONN, "hi", 100);
	you(s, CALL_WRITE, CONN, -1, EPIPE);
	ev = call(s, CALL_EXIT_GROUP, 0, 0, 0);
	ev.call.frames[0].func = "bye";
	add(s, &ev);
	process(s, PROCESS_EXITED, PID, 0, 0);
	broke(s, script(s, BOB, VERB_GETS), WHY_RESET, "hi", NULL);
}

static void sigpipe_kills_server(struct scene *s)
{
	server_with_ana(s);
	you_recv(s, CONN, "hi", 100);
	you_send(s, CONN, "h");
	you(s, CALL_SENDTO, CONN, -1, EPIPE);
	process(s, PROCESS_KILLED, PID, 0, SIGPIPE);
	broke(s, script(s, BOB, VERB_CONNECTS), WHY_REFUSED, NULL, NULL);
}

static void no_half_close(struct scene *s)
{
	struct step *sees;

	client_connected(s);
	you(s, CALL_READ, 0, 0, 0);
	you_wait(s, CALL_RECVFROM, 3);
	script(s, YOU, VERB_READS_END);
	sees = script(s, ANA, VERB_SEES);
	sees->sight = SEES_END;
	broke(s, sees, WHY_SILENCE, NULL, NULL);
}

static void close_before_reply(struct scene *s)
{
	client_connected(s);
	you_send(s, 3, "hi\n");
	you(s, CALL_CLOSE, 3, 0, 0);
	you_exit(s, 0);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_EXITED, "hi\n", NULL);
}

static void close_with_unread_data(struct scene *s)
{
	server_with_ana(s);
	actor(s, ANA, MOVE_SENT, "unread");
	you_send(s, CONN, "hello\n");
	you(s, CALL_CLOSE, CONN, 0, 0);
	you_wait(s, CALL_ACCEPT, LISTENER);
	broke(s, script(s, ANA, VERB_SEES), WHY_RESET, NULL, NULL);
}

/* ---- what is printed, and what is not looked at */

static void stdout_not_flushed(struct scene *s)
{
	struct event ev;

	client_connected(s);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_SILENCE, "hi\n", NULL);
	ev = call(s, CALL_WRITE, 1, 0, 0);
	moves_bytes(&ev, text("hi\n"), 3);
	ev.call.flags = CALL_AT_EXIT;
	add(s, &ev);
}

static void stdout_extra_text(struct scene *s)
{
	scene_begin(s, "program", false);
	you_printed(s, 1, "Server: ");
	broke(s, script(s, YOU, VERB_PRINTS), WHY_DIFFERENT, "hi\n", "Server: ");
	you_printed(s, 1, "hi\n");
}

static void printed(struct scene *s, const char *wanted, const char *came)
{
	scene_begin(s, "program", false);
	you_printed(s, 1, came);
	broke(s, script(s, YOU, VERB_PRINTS), WHY_DIFFERENT, wanted, came);
}

static void length_host_order(struct scene *s)
{
	printed(s, "01 01 02 00 01 11 70\n", "01 01 02 70 11 01 00\n");
}

static void both_host_order(struct scene *s)
{
	printed(s, "01 01 02 00 01 11 70\n", "01 02 01 70 11 01 00\n");
}

static void number_host_order(struct scene *s)
{
	printed(s, "type 1, id 258\n", "type 1, id 513\n");
}

static void struct_on_the_wire(struct scene *s)
{
	printed(s, "01 01 02 00 01 11 70\n", "01 7f 02 01 70 11 01 00\n");
}

static void printed_port_swapped(struct scene *s)
{
	printed(s, "family AF_INET\nport 1f 90\n", "family AF_INET\nport 90 1f\n");
}

static void printed_port_zero(struct scene *s)
{
	printed(s, "port 1f 90\naddress\n", "port 00 00\naddress\n");
}

static void printed_address_reversed(struct scene *s)
{
	printed(s, "port 1f 90\naddress 127.0.0.1\n", "port 1f 90\naddress 1.0.0.127\n");
}

static void printed_structure(struct scene *s)
{
	printed(s, "127.0.0.1:8080\n", "2.0.31.144:8080\n");
}

static void took_a_name_for_an_address(struct scene *s)
{
	static const char *const args[] = { "localhost", NULL };

	scene_begin(s, "program", false);
	s->conversation.args = (char **)args;
	you_printed(s, 1, "00 00 00 00\n");
	you_exit(s, 0);
	broke(s, script(s, YOU, VERB_COMPLAINS), WHY_EXITED, NULL, NULL);
}

static void peer_printed(struct scene *s, const char *said)
{
	struct event ev;

	server_ready(s);
	ev = call(s, CALL_ACCEPT, LISTENER, 4, 0);
	ev.call.arg[1] = ev.call.arg[2] = 0x7ffc1000;
	ev.call.addrlen_in = 16;
	ev.call.addr = address_ip4("127.0.0.1", PORT);
	add(s, &ev);
	you_printed(s, 1, said);
}

static void inet_ntop_wrong_pointer(struct scene *s)
{
	peer_printed(s, "client 2.0.43.103\n");
}

static void print_port_no_ntohs(struct scene *s)
{
	peer_printed(s, "client 127.0.0.1:26411\n");
	you_wait(s, CALL_ACCEPT, LISTENER);
	broke(s, script(s, ANA, VERB_GETS), WHY_SILENCE, "hi", NULL);
}

static void print_port_of_a_name(struct scene *s)
{
	struct event ev;

	client_connected(s);
	ev = call(s, CALL_GETPEERNAME, 3, 0, 0);
	ev.call.arg[1] = ev.call.arg[2] = 0x7ffc1000;
	ev.call.addrlen_in = 16;
	ev.call.addr = address_ip4("127.0.0.1", PORT);
	add(s, &ev);
	you_printed(s, 1, "they are 127.0.0.1:26411\n");
	broke(s, script(s, YOU, VERB_PRINTS), WHY_DIFFERENT, "they are 127.0.0.1:11111\n",
		"they are 127.0.0.1:26411\n");
}

static void gai_error_perror(struct scene *s)
{
	scene_begin(s, "client", false);
	you_printed(s, 2, "getaddrinfo: Success\n");
}

static void wrong_errno_printed(struct scene *s)
{
	scene_begin(s, "server", false);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, EADDRINUSE);
	you(s, CALL_CLOSE, 3, 0, 0);
	you_printed(s, 2, "bind: Success\n");
	you_exit(s, 1);
}

static void error_ignored(struct scene *s)
{
	scene_begin(s, "server", false);
	actor(s, BOB, MOVE_LISTENS, NULL);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, EADDRINUSE);
	you_listen(s, 3);
	you_wait(s, CALL_ACCEPT, 3);
	broke(s, script(s, YOU, VERB_COMPLAINS), WHY_SILENCE, NULL, NULL);
}

static void exit_zero_on_failure(struct scene *s)
{
	scene_begin(s, "server", false);
	actor(s, BOB, MOVE_LISTENS, NULL);
	you_socket(s, 3, AF_INET, SOCK_STREAM);
	you_bind(s, 3, "0.0.0.0", PORT, EADDRINUSE);
	you_exit(s, 0);
	broke(s, script(s, YOU, VERB_EXITS), WHY_EXITED, NULL, NULL);
}

static void busy_loop(struct scene *s)
{
	server_with_ana(s);
	for (int i = 0; i < 500; i++)
		you(s, CALL_RECVFROM, CONN, -1, EAGAIN);
	broke(s, script(s, ANA, VERB_GETS), WHY_DEADLINE, "hi", NULL);
}

/* ---- */

#define TOLD(id, build)                                                                            \
	{                                                                                          \
		id, #build, build                                                                  \
	}
static const struct {
	const char *id, *name;
	void (*build)(struct scene *s);
} cases[] = {
	TOLD("argv-not-checked", argv_not_checked),
	TOLD("waits-for-keyboard", waits_for_keyboard),
	TOLD("domain-type-swapped", domain_type_swapped),
	TOLD("type-protocol-mismatch", type_protocol_mismatch),
	TOLD("socket-precedence", socket_precedence),
	TOLD("wrong-socket-type", wrong_socket_type),
	TOLD("listen-on-udp", listen_on_udp),
	TOLD("socketpair-inet", socketpair_inet),
	TOLD("socket-leak", socket_leak),
	TOLD("addrlen-sizeof-pointer", addrlen_sizeof_pointer),
	TOLD("v6-addrlen", v6_addrlen),
	TOLD("unix-addrlen-16", unix_addrlen_16),
	TOLD("unix-no-unlink", unix_no_unlink),
	TOLD("unix-no-directory", unix_no_directory),
	TOLD("family-mismatch", family_mismatch),
	TOLD("family-not-set-connect", family_not_set_connect),
	TOLD("family-not-set-bind", family_not_set_bind),
	TOLD("port-no-htons", port_no_htons),
	TOLD("port-no-htons", port_no_htons_client),
	TOLD("port-no-htons", port_no_htons_printed),
	TOLD("port-htonl", port_htonl),
	TOLD("port-htonl", port_htonl_printed),
	TOLD("port-hard-coded", port_hard_coded),
	TOLD("addr-no-htonl", addr_no_htonl),
	TOLD("inet-pton-unchecked", inet_pton_unchecked),
	TOLD("hostname-to-inet-addr", hostname_to_inet_addr),
	TOLD("v6-scope-missing", v6_scope_missing),
	TOLD("bind-not-local", bind_not_local),
	TOLD("addrlen-not-set", addrlen_not_set),
	TOLD("memset-char-zero", memset_char_zero),
	TOLD("udp-client-binds-server-port", udp_client_binds_server_port),
	TOLD("client-binds-server-port", client_binds_server_port),
	TOLD("client-binds-fixed-port", client_binds_fixed_port),
	TOLD("v6only-double-bind", v6only_double_bind),
	TOLD("reuseaddr-after-bind", reuseaddr_after_bind),
	TOLD("reuseaddr-or-reuseport", reuseaddr_or_reuseport),
	TOLD("setsockopt-by-value", setsockopt_by_value),
	TOLD("nodelay-wrong-level", nodelay_wrong_level),
	TOLD("rcvtimeo-int", rcvtimeo_int),
	TOLD("reuseaddr-missing", reuseaddr_missing),
	TOLD("ai-passive-missing", ai_passive_missing),
	TOLD("bind-loopback-only", bind_loopback_only),
	TOLD("listen-args-swapped", listen_args_swapped),
	TOLD("bind-missing", bind_missing),
	TOLD("bind-missing", bind_missing_udp),
	TOLD("listen-missing", listen_missing),
	TOLD("listen-missing", listen_missing_quietly),
	TOLD("backlog-too-small", backlog_too_small),
	TOLD("accept-precedence", accept_precedence),
	TOLD("accept-precedence", accept_precedence_read),
	TOLD("accept-precedence", accept_precedence_write),
	TOLD("thread-arg-address", thread_arg_address),
	TOLD("main-closes-thread-fd", main_closes_thread_fd),
	TOLD("recv-on-listening-fd", recv_on_listening_fd),
	TOLD("recv-on-listening-fd", recv_on_listening_fd_send),
	TOLD("listener-closed-in-loop", listener_closed_in_loop),
	TOLD("new-fd-not-watched", new_fd_not_watched),
	TOLD("fork-child-no-exit", fork_child_no_exit),
	TOLD("fork-parent-keeps-client", fork_parent_keeps_client),
	TOLD("zombies", zombies),
	TOLD("join-in-accept-loop", join_in_accept_loop),
	TOLD("exit-in-thread", exit_in_thread),
	TOLD("accept-error-kills-server", accept_error_kills_server),
	TOLD("accept-error-spin", accept_error_spin),
	TOLD("accept-minus-one-true", accept_minus_one_true),
	TOLD("connect-einprogress-as-error", connect_einprogress_as_error),
	TOLD("connect-missing", connect_missing),
	TOLD("connect-error-ignored", connect_error_ignored),
	TOLD("connect-to-any-address", connect_to_any_address),
	TOLD("buf-n-index", buf_n_index),
	TOLD("buf-n-index", buf_n_index_heap),
	TOLD("recv-into-too-small", recv_into_too_small),
	TOLD("convert-buffer-too-small", convert_buffer_too_small),
	TOLD("freeaddrinfo-too-early", freeaddrinfo_too_early),
	TOLD("literal-overread", literal_overread),
	TOLD("sizeof-pointer", sizeof_pointer_literal),
	TOLD("sizeof-pointer", sizeof_pointer_behind_the_text),
	TOLD("strlen-of-unterminated", unterminated_strlen),
	TOLD("recv-len-strlen", recv_len_strlen),
	TOLD("send-args-swapped", send_args_swapped),
	TOLD("pointer-on-the-wire", pointer_on_the_wire),
	TOLD("pointer-on-the-wire", pointer_on_the_wire_whole),
	TOLD("sizeof-pointer", sizeof_pointer),
	TOLD("send-nul-terminator", send_nul_terminator),
	TOLD("send-sizeof-buffer", send_sizeof_buffer),
	TOLD("send-sizeof-buffer", send_sizeof_buffer_small),
	TOLD("strlen-of-unterminated", strlen_of_unterminated),
	TOLD("strlen-of-unterminated", strlen_stops_at_nul),
	TOLD("format-string", format_string),
	TOLD("strlen-of-unterminated", strlen_of_a_copy),
	TOLD("reply-has-extra-text", reply_has_extra_text),
	TOLD("reply-has-extra-text", extra_newline),
	TOLD("reply-has-extra-text", extra_text_of_its_own),
	TOLD("reply-has-extra-text", extra_part_of_the_old),
	TOLD("scanf-word", scanf_word),
	TOLD("newline-compare", newline_compare),
	TOLD("header-single-recv", header_single_recv),
	TOLD("partial-send", partial_send),
	TOLD("partial-send", partial_send_of_a_word),
	TOLD("one-message-per-accept", one_message_per_accept),
	TOLD("one-recv-is-one-message", one_recv_is_one_message),
	TOLD("one-recv-is-one-message", one_recv_client),
	TOLD("eagain-treated-as-error", eagain_treated_as_error),
	TOLD("timeout-as-close", timeout_as_close),
	TOLD("eintr-not-retried", eintr_not_retried),
	TOLD("waits-for-eof-before-reply", waits_for_eof),
	TOLD("waits-for-eof-before-reply", waits_for_eof_and_says_so),
	TOLD("both-sides-waiting", both_sides_waiting),
	TOLD("unsigned-count", unsigned_count),
	TOLD("udp-send-no-destination", udp_send_no_destination),
	TOLD("udp-too-big", udp_too_big),
	TOLD("recvfrom-no-address", recvfrom_no_address),
	TOLD("udp-reply-wrong-address", udp_reply_wrong_address),
	TOLD("udp-reply-fixed-port", udp_reply_fixed_port),
	TOLD("udp-zero-is-not-eof", udp_zero_is_not_eof),
	TOLD("udp-read-in-pieces", udp_read_in_pieces),
	TOLD("udp-truncation", udp_truncation),
	TOLD("udp-connected-server", udp_connected_server),
	TOLD("udp-no-timeout", udp_no_timeout),
	TOLD("poll-dead-fd-kept", poll_dead_fd_kept),
	TOLD("recv-zero-not-eof", recv_zero_not_eof),
	TOLD("recv-minus-one-as-data", recv_minus_one_as_data),
	TOLD("fd-leak-per-client", fd_leak_per_client),
	TOLD("fd-leak-per-client", fd_leak_end_wanted),
	TOLD("use-after-close", use_after_close),
	TOLD("send-after-shutdown", send_after_shutdown),
	TOLD("linger-zero", linger_zero),
	TOLD("accept-outside-loop", accept_outside_loop),
	TOLD("server-stops-with-client", server_stops_with_client),
	TOLD("server-stops-with-client", server_stops_with_second),
	TOLD("server-stops-with-client", server_stops_in_handler),
	TOLD("sigpipe-kills-server", sigpipe_kills_server),
	TOLD("no-half-close", no_half_close),
	TOLD("close-before-reply", close_before_reply),
	TOLD("close-with-unread-data", close_with_unread_data),
	TOLD("stdout-not-flushed", stdout_not_flushed),
	TOLD("stdout-extra-text", stdout_extra_text),
	TOLD("length-host-order", length_host_order),
	TOLD("length-host-order", both_host_order),
	TOLD("length-host-order", number_host_order),
	TOLD("struct-on-the-wire", struct_on_the_wire),
	TOLD("port-no-htons", printed_port_swapped),
	TOLD("port-htonl", printed_port_zero),
	TOLD("addr-no-htonl", printed_address_reversed),
	TOLD("inet-ntop-wrong-pointer", printed_structure),
	TOLD("inet-pton-unchecked", took_a_name_for_an_address),
	TOLD("inet-ntop-wrong-pointer", inet_ntop_wrong_pointer),
	TOLD("print-port-no-ntohs", print_port_no_ntohs),
	TOLD("print-port-no-ntohs", print_port_of_a_name),
	TOLD("gai-error-perror", gai_error_perror),
	TOLD("wrong-errno-printed", wrong_errno_printed),
	TOLD("error-ignored", error_ignored),
	TOLD("exit-zero-on-failure", exit_zero_on_failure),
	TOLD("busy-loop", busy_loop),
};

static bool has_evidence(const struct finding *f, const char *key, size_t len)
{
	for (size_t i = 0; i < f->evidence_count; i++)
		if (strlen(f->evidence[i].key) == len && strncmp(f->evidence[i].key, key, len) == 0)
			return true;
	return false;
}

/* Whatever a row promises, each of its findings has. */
static bool keeps_its_promise(const struct finding *f, const char *name)
{
	const char *keys = "line file call";
	bool all = true;

	for (size_t i = 0; i < mistake_rule_count; i++)
		if (strcmp(mistake_rules[i].id, f->id) == 0)
			keys = mistake_rules[i].keys;
	for (const char *at = keys; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		if (!has_evidence(f, at, len)) {
			print_error("%s: %s has no {%.*s}\n", name, f->id, (int)len, at);
			all = false;
		}
		at += len;
	}
	return all && has_evidence(f, "line", 4) && has_evidence(f, "call", 4);
}

static bool told_exactly(const char *id, const char *name, void (*build)(struct scene *s))
{
	struct scene s;
	struct findings found = { 0 };
	bool right;

	build(&s);
	struct mistake_case c = { &s.exercise, &s.conversation, s.tl, &s.verdict, PORT, s.host,
		NULL };
	mistakes_find(&c, &found);
	right = found.count == 1 && strcmp(found.list[0].id, id) == 0 &&
		keeps_its_promise(&found.list[0], name);
	if (found.count != 1 || !right) {
		print_error("%s: wanted %s, told", name, id);
		for (size_t i = 0; i < found.count; i++)
			print_error(" %s", found.list[i].id);
		print_error("\n");
	}
	findings_free(&found);
	scene_end(&s);
	return right;
}

static void test_each_is_told(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		wrong += !told_exactly(cases[i].id, cases[i].name, cases[i].build);
	assert_int_equal(wrong, 0);
}

/* Not what the broken step wanted, which is nothing: what that send should have been. */
static void test_what_was_wanted_of_a_send(void **state)
{
	struct findings found = { 0 };
	struct scene s;

	(void)state;
	sizeof_pointer_behind_the_text(&s);
	struct mistake_case c = { &s.exercise, &s.conversation, s.tl, &s.verdict, PORT, s.host,
		NULL };
	mistakes_find(&c, &found);
	assert_int_equal(found.count, 1);
	assert_string_equal(found.list[0].evidence[0].value, "\"hello\\n\"");
	assert_string_equal(found.list[0].evidence[1].value, "\"hello\\n\\0\\0\"");
	findings_free(&found);
	scene_end(&s);
}

static void test_every_rule_has_a_case(void **state)
{
	(void)state;
	for (size_t r = 0; r < mistake_rule_count; r++) {
		bool tried = false;

		for (size_t i = 0; i < ARRAY_LEN(cases); i++)
			tried |= strcmp(cases[i].id, mistake_rules[r].id) == 0;
		if (!tried)
			print_error("%s\n", mistake_rules[r].id);
		assert_true(tried);
	}
}

static void test_ids_differ(void **state)
{
	(void)state;
	for (size_t a = 0; a < mistake_rule_count; a++)
		for (size_t b = a + 1; b < mistake_rule_count; b++)
			assert_string_not_equal(mistake_rules[a].id, mistake_rules[b].id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_is_told),
		cmocka_unit_test(test_what_was_wanted_of_a_send),
		cmocka_unit_test(test_every_rule_has_a_case),
		cmocka_unit_test(test_ids_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
