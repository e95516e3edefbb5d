// SPDX-License-Identifier: MIT
/* Asking the kernel about sockets that this test has made, on loopback. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "stage/kernel.h"

static struct kernel kernel;

static struct address name_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;

	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	return address_from(&at, len);
}

static int bound(int family, int type)
{
	struct address a = family == AF_INET ? address_ip4("127.0.0.1", 0) : address_ip6("::", 0);
	struct sockaddr_storage at;
	socklen_t len = address_to(&a, &at);
	int fd = socket(family, type, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	return fd;
}

static int connected(const struct address *to, int type)
{
	struct sockaddr_storage at;
	socklen_t len = address_to(to, &at);
	int fd = socket(to->family, type, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&at, len), 0);
	return fd;
}

static uint64_t inode_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return st.st_ino;
}

static void a_listener_tells_its_queue(void **state)
{
	int listener = bound(AF_INET, SOCK_STREAM), client;
	struct address at = name_of(listener), none = { .family = AF_INET };
	struct socket_event list[256];
	struct kernel_socket k;
	size_t n, found = 0;

	(void)state;
	assert_int_equal(listen(listener, 3), 0);
	client = connected(&at, SOCK_STREAM);
	assert_true(kernel_ask(&kernel, IPPROTO_TCP, &at, &none, &k));
	assert_int_equal(k.ev.state, TCP_LISTEN);
	assert_int_equal(k.ev.rqueue, 1);
	assert_int_equal(k.ev.wqueue, 3);
	assert_int_equal(k.ev.inode, inode_of(listener));
	n = kernel_listeners(&kernel, list, ARRAY_LEN(list));
	for (size_t i = 0; i < n; i++)
		found += list[i].inode == inode_of(listener);
	assert_int_equal(found, 1);
	close(client);
	close(listener);
}

static void a_connection_is_found_by_both_ends(void **state)
{
	int listener = bound(AF_INET, SOCK_STREAM), client, server;
	struct address at = name_of(listener), from;
	struct kernel_socket k;

	(void)state;
	listen(listener, 3);
	client = connected(&at, SOCK_STREAM);
	from = name_of(client);
	assert_int_equal(send(client, "hello", 5, 0), 5);
	/* not accepted yet: it is there, and nobody's */
	assert_true(kernel_ask(&kernel, IPPROTO_TCP, &at, &from, &k));
	assert_int_equal(k.ev.state, TCP_ESTABLISHED);
	assert_int_equal(k.ev.inode, 0);
	server = accept(listener, NULL, NULL);
	assert_true(kernel_ask(&kernel, IPPROTO_TCP, &at, &from, &k));
	assert_int_equal(k.ev.inode, inode_of(server));
	assert_int_equal(k.ev.rqueue, 5);
	assert_int_equal(k.received, 5);
	assert_true(kernel_ask(&kernel, IPPROTO_TCP, &from, &at, &k));
	assert_int_equal(k.ev.inode, inode_of(client));
	assert_int_equal(k.sent, 5);
	assert_int_equal(k.unsent, 0);
	close(server);
	close(client);
	close(listener);
}

static void what_is_not_there_is_not_found(void **state)
{
	int listener = bound(AF_INET, SOCK_STREAM);
	struct address at = name_of(listener), nobody = address_ip4("127.0.0.1", 1);
	struct kernel_socket k;

	(void)state;
	listen(listener, 3);
	/* asked for a connection the kernel would name the listener */
	assert_false(kernel_ask(&kernel, IPPROTO_TCP, &at, &nobody, &k));
	assert_false(kernel_ask(&kernel, IPPROTO_TCP, &nobody, &at, &k));
	close(listener);
}

static void mapped_addresses_are_one_connection(void **state)
{
	int listener = bound(AF_INET6, SOCK_STREAM), client, server;
	struct address at = address_ip4("127.0.0.1", name_of(listener).port), from, mapped;
	struct kernel_socket k;

	(void)state;
	listen(listener, 3);
	client = connected(&at, SOCK_STREAM);
	from = name_of(client);
	server = accept(listener, NULL, NULL);
	mapped = name_of(server);
	assert_int_equal(mapped.family, AF_INET6);
	assert_true(kernel_ask(&kernel, IPPROTO_TCP, &mapped, &from, &k));
	assert_int_equal(k.ev.inode, inode_of(server));
	close(server);
	close(client);
	close(listener);
}

static void datagram_sockets_are_found(void **state)
{
	static const int families[] = { AF_INET, AF_INET6 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		int fd = bound(families[i], SOCK_DGRAM);
		struct address at = name_of(fd), none = { .family = families[i] };
		struct socket_event ev;
		struct kernel_socket k;

		assert_true(kernel_find(&kernel, IPPROTO_UDP, inode_of(fd), &ev));
		assert_int_equal(ev.local.port, at.port);
		assert_true(kernel_ask(&kernel, IPPROTO_UDP, &at, &none, &k));
		assert_int_equal(k.ev.inode, inode_of(fd));
		close(fd);
	}
}

static int set_up(void **state)
{
	struct err err;

	(void)state;
	return kernel_open(&kernel, &err) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listener_tells_its_queue),
		cmocka_unit_test(a_connection_is_found_by_both_ends),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(mapped_addresses_are_one_connection),
		cmocka_unit_test(datagram_sockets_are_found),
	};

	return cmocka_run_group_tests_name("kernel sockets", tests, set_up, NULL);
}
