// SPDX-License-Identifier: MIT
/* Calls as they are read from a program's memory. The program is this test itself: its memory can be read the same way. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <cmocka.h>

#include "stage/decode.h"
#include "stage/manager.h"

static struct program program = { .who = WHO_YOU };
static struct process process = { .program = &program, .pidfd = -1 };
static struct task task;
static struct stage stage;

static int set_up(void **state)
{
	(void)state;
	stage.proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	stage.kernel.fd = -1;
	process.tgid = getpid();
	task.tid = getpid();
	task.process = &process;
	return 0;
}

/* As if the call were entered, and had then returned `result`. */
static struct seen_call seen(enum call_id id, const uint64_t args[6], int64_t result)
{
	struct seen_call c = { .id = id, .worth_event = true };

	decode_args(&c, args);
	decode_entry(&stage, &task, &c);
	decode_exit(&stage, &task, &c, result);
	return c;
}

static void ints_have_their_sign(void **state)
{
	static const struct {
		enum call_id id;
		uint64_t arg[6];
		int which;
		int64_t expected;
	} rows[] = {
		{ CALL_CLOSE, { UINT32_MAX }, 0, -1 },
		{ CALL_POLL, { 0, 0, UINT32_MAX }, 2, -1 },
		{ CALL_POLL, { 0, 0, UINT64_MAX }, 2, -1 },
		{ CALL_LISTEN, { 3, UINT32_MAX - 4 }, 1, -5 },
		{ CALL_RECVFROM, { 3, 0, UINT32_MAX }, 2, UINT32_MAX }, /* a length is none */
		{ CALL_WRITE, { 1, 0, UINT64_MAX }, 2, -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct seen_call c = { .id = rows[i].id };

		decode_args(&c, rows[i].arg);
		assert_int_equal(c.ev.arg[rows[i].which], rows[i].expected);
	}
}

static void results_are_values_or_errors(void **state)
{
	static const struct {
		int64_t result, ret;
		int err;
	} rows[] = {
		{ 0, 0, 0 }, { 5, 5, 0 }, { -EAGAIN, -1, EAGAIN }, { -4095, -1, 4095 },
		{ -4096, -4096, 0 }, /* an address that looks negative */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct call_event ev = { 0 };

		decode_result(&ev, rows[i].result);
		assert_int_equal(ev.ret, rows[i].ret);
		assert_int_equal(ev.err, rows[i].err);
	}
}

static void what_moved_is_kept(void **state)
{
	static char big[3 * CALL_DATA_MAX];
	char text[] = "hello world";
	struct iovec pieces[] = { { text, 5 }, { text + 5, 6 } };
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };
	const struct {
		enum call_id id;
		uint64_t arg[6];
		int64_t result;
		size_t len, total;
	} rows[] = {
		{ CALL_WRITE, { 999, (uint64_t)text, 11 }, 11, 11, 11 },
		{ CALL_WRITE, { 999, (uint64_t)text, 11 }, 4, 4, 4 }, /* short */
		{ CALL_WRITE, { 999, (uint64_t)text, 11 }, -EPIPE, 0, 0 },
		{ CALL_READ, { 999, (uint64_t)text, 100 }, 7, 7, 7 },
		{ CALL_READ, { 999, (uint64_t)text, 100 }, 0, 0, 0 },
		{ CALL_RECVFROM, { 999, (uint64_t)text, 4, MSG_TRUNC }, 11, 4, 4 },
		{ CALL_WRITEV, { 999, (uint64_t)pieces, 2 }, 8, 8, 8 },
		{ CALL_SENDMSG, { 999, (uint64_t)&message }, 11, 11, 11 },
		{ CALL_RECVMSG, { 999, (uint64_t)&message }, 6, 6, 6 },
		{ CALL_WRITE, { 999, (uint64_t)big, sizeof big }, sizeof big, CALL_DATA_MAX,
			sizeof big },
		{ CALL_WRITE, { 999, 0, 11 }, -EFAULT, 0, 0 },
		{ CALL_WRITE, { 999, 8, 11 }, -EFAULT, 0, 0 },
		{ CALL_WRITEV, { 999, 8, UINT64_MAX }, -EFAULT, 0, 0 },
		{ CALL_SENDMSG, { 999, 8 }, -EFAULT, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct seen_call c = seen(rows[i].id, rows[i].arg, rows[i].result);

		if (c.ev.data.len != rows[i].len || c.ev.data_total != rows[i].total)
			fail_msg("row %zu: %zu of %zu bytes", i, c.ev.data.len,
				(size_t)c.ev.data_total);
		if (rows[i].len && rows[i].len <= 11)
			assert_memory_equal(c.ev.data.at, text, rows[i].len);
		seen_call_drop(&c);
	}
}

/* A buffer that ends with its page, and a length that lies. */
static void memory_ends_somewhere(void **state)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t args[6] = { 999, (uint64_t)page + 4090, 100 };
	struct seen_call c;

	(void)state;
	munmap(page + 4096, 4096);
	memcpy(page + 4090, "sixsix", 6);
	c = seen(CALL_WRITE, args, 6);
	assert_int_equal(c.ev.data.len, 6);
	assert_memory_equal(c.ev.data.at, "sixsix", 6);
	seen_call_drop(&c);
	munmap(page, 4096);
}

static void addresses_are_read_both_ways(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(7000) };
	socklen_t len = sizeof at, small = 6;
	const struct {
		enum call_id id;
		uint64_t arg[6];
		int64_t result, in, out;
		uint16_t port;
		size_t raw;
	} rows[] = {
		{ CALL_BIND, { 999, (uint64_t)&at, sizeof at }, 0, 16, -1, 7000, 16 },
		{ CALL_BIND, { 999, (uint64_t)&at, 2 }, -EINVAL, 2, -1, 0, 2 },
		{ CALL_BIND, { 999, (uint64_t)&at, 1 << 20 }, -EINVAL, 1 << 20, -1, 7000, 128 },
		{ CALL_BIND, { 999, 0, 16 }, -EFAULT, -1, -1, 0, 0 },
		{ CALL_CONNECT, { 999, 8, 16 }, -EFAULT, 16, -1, 0, 0 },
		{ CALL_ACCEPT, { 999, 0, 0 }, -EAGAIN, -1, -1, 0, 0 },
		{ CALL_GETSOCKNAME, { 999, (uint64_t)&at, (uint64_t)&len }, 0, 16, 16, 7000, 16 },
		{ CALL_GETSOCKNAME, { 999, (uint64_t)&at, (uint64_t)&small }, 0, 6, 6, 0, 6 },
		{ CALL_GETSOCKNAME, { 999, (uint64_t)&at, 8 }, -EFAULT, -1, -1, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct seen_call c = seen(rows[i].id, rows[i].arg, rows[i].result);

		if (c.ev.addrlen_in != rows[i].in || c.ev.addrlen_out != rows[i].out ||
			c.ev.addr.port != rows[i].port)
			fail_msg("row %zu: lengths %d and %d, port %u", i, (int)c.ev.addrlen_in,
				(int)c.ev.addrlen_out, c.ev.addr.port);
		if (c.ev.raw_addr.len > rows[i].raw)
			fail_msg("row %zu: %zu bytes of address", i, c.ev.raw_addr.len);
		seen_call_drop(&c);
	}
}

static void descriptors_are_told_apart(void **state)
{
	int ends[2], pipes[2], fd = socket(AF_INET, SOCK_STREAM, 0);
	int file = open("/dev/null", O_RDONLY);
	struct {
		int fd;
		enum fd_kind kind;
	} rows[] = { { -1, FD_NONE }, { 999, FD_NONE }, { fd, FD_TCP }, { file, FD_FILE },
		{ 0, FD_LOCAL_STREAM }, { 0, FD_PIPE }, { 0, FD_UDP } };

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(pipe(pipes), 0);
	rows[4].fd = ends[0];
	rows[5].fd = pipes[0];
	rows[6].fd = socket(AF_INET6, SOCK_DGRAM, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (fd_look(&stage, &task, rows[i].fd).kind != rows[i].kind)
			fail_msg("row %zu: %d", i, fd_look(&stage, &task, rows[i].fd).kind);
	/* A number used again is another thing, once one was closed. */
	close(file);
	assert_int_equal(socket(AF_INET, SOCK_DGRAM, 0), file);
	fd_forget(&process);
	assert_int_equal(fd_look(&stage, &task, file).kind, FD_UDP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ints_have_their_sign),
		cmocka_unit_test(results_are_values_or_errors),
		cmocka_unit_test(what_moved_is_kept),
		cmocka_unit_test(memory_ends_somewhere),
		cmocka_unit_test(addresses_are_read_both_ways),
		cmocka_unit_test(descriptors_are_told_apart),
	};

	return cmocka_run_group_tests_name("calls, read", tests, set_up, NULL);
}
