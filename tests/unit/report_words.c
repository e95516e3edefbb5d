// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <cmocka.h>

#include "report/event_words.h"
#include "report/step_words.h"

/* ---- calls, as the learner wrote them */

static const struct pollfd polled[] = { { 3, POLLIN, 0 },
	{ 4, POLLIN | POLLOUT, POLLIN | POLLHUP } };
static const int one = 1, refused = ECONNREFUSED;
static const struct timeval half = { 0, 500000 };
#define BYTES(x)                                                                                   \
	{                                                                                          \
		(const uint8_t *)&(x), sizeof(x)                                                   \
	}
#define TEXT(s) { (const uint8_t *)(s), sizeof(s) - 1 }, .data_total = sizeof(s) - 1
#define ANA                                                                                        \
	{                                                                                          \
		.family = AF_INET, .port = 40112, .ip = { 127, 0, 0, 1 }                           \
	}
#define ANY(p)                                                                                     \
	{                                                                                          \
		.family = AF_INET, .port = p                                                       \
	}

// clang-format off
static const struct {
	struct call_event call;
	const char *words, *narrow; /* NULL: the same call, and result */
} said[] = {
	{ { .id = CALL_SOCKET, .arg = { AF_INET, SOCK_STREAM }, .ret = 3 }, "socket(TCP) = 3", "socket(TCP) 3" },
	{ { .id = CALL_SOCKET, .arg = { AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK }, .ret = 3 }, "socket(UDP, IPv6, nonblocking) = 3", "socket(UDP, IPv6, nonblocking) 3" },
	{ { .id = CALL_SOCKET, .arg = { 1, 2 }, .ret = 3 }, "socket(local datagram) = 3", "socket(local datagram) 3" },
	{ { .id = CALL_SOCKET, .arg = { 77, 99, 5 }, .ret = -1, .err = EAFNOSUPPORT },
		"socket(77, 99, 5) = -1 EAFNOSUPPORT (Address family not supported by protocol)", "socket(77, 99, 5) EAFNOSUPPORT" },
	{ { .id = CALL_BIND, .arg = { 3, 1, 16 }, .addr = ANY(7000) }, "bind(3, any:7000) = 0", "bind(3, any:7000) 0" },
	{ { .id = CALL_BIND, .arg = { 3, 0, 16 }, .ret = -1, .err = EFAULT }, "bind(3, NULL) = -1 EFAULT (Bad address)", "bind(3, NULL) EFAULT" },
	{ { .id = CALL_LISTEN, .arg = { 3, 5 } }, "listen(3, 5) = 0", "listen(3, 5) 0" },
	{ { .id = CALL_ACCEPT, .arg = { 3 }, .ret = 4, .remote = ANA }, "accept(3) = 4 from 127.0.0.1:40112", "accept(3) 4" },
	{ { .id = CALL_CONNECT, .arg = { 3, 1, 16 }, .addr = ANA, .ret = -1, .err = ECONNREFUSED },
		"connect(3, 127.0.0.1:40112) = -1 ECONNREFUSED (Connection refused)", "connect(3, 127.0.0.1:40112) ECONNREFUSED" },
	{ { .id = CALL_SENDTO, .arg = { 4, 1, 3, 0x4000 }, .data = TEXT("hel"), .ret = 3 },
		"send(4, \"hel\", 3, MSG_NOSIGNAL) = 3", "send(4, \"hel\", 3) 3" },
	{ { .id = CALL_RECVFROM, .arg = { 4, 1, 9, MSG_PEEK | MSG_DONTWAIT }, .data = TEXT("hel"), .ret = 3 },
		"recv(4, buf, 9, MSG_PEEK|MSG_DONTWAIT) = 3 \"hel\"", "recv(4, 9, PEEK|DONTWAIT) 3" },
	{ { .id = CALL_RECVFROM, .arg = { 4, 1, 9, MSG_WAITALL }, .flags = CALL_UNFINISHED },
		"recv(4, buf, 9, MSG_WAITALL) ...waiting", "recv(4, 9, WAITALL) ...waiting" },
	{ { .id = CALL_ACCEPT4, .arg = { 3, 0, 0, SOCK_NONBLOCK }, .ret = 4 }, "accept4(3, SOCK_NONBLOCK) = 4", "accept4(3, NONBLOCK) 4" },
	{ { .id = CALL_ACCEPT4, .arg = { 3 }, .ret = 4 }, "accept4(3) = 4", "accept4(3) 4" },
	{ { .id = CALL_SENDTO, .arg = { 3, 1, 6 }, .ret = -1, .err = EPIPE },
		"send(3, buf, 6) = -1 EPIPE (Broken pipe)", "send(3, buf, 6) EPIPE" },
	{ { .id = CALL_SENDTO, .arg = { 4, 1, 3, 0, 1, 16 }, .data = TEXT("hel"), .addr = ANA, .ret = 3 },
		"sendto(4, \"hel\", 3, 127.0.0.1:40112) = 3", "sendto(4, \"hel\", 3, 127.0.0.1:40112) 3" },
	{ { .id = CALL_RECVFROM, .arg = { 4, 1, 1024 }, .data = TEXT("hel"), .ret = 3, .fd_kind = FD_TCP },
		"recv(4, buf, 1024) = 3 \"hel\"", "recv(4, 1024) 3" },
	{ { .id = CALL_RECVFROM, .arg = { 4, 1, 1024 }, .fd_kind = FD_TCP }, "recv(4, buf, 1024) = 0 (the end)", "recv(4, 1024) 0" },
	{ { .id = CALL_RECVFROM, .arg = { 4, 1, 1024, 0, 1, 1 }, .fd_kind = FD_UDP, .addr = ANA }, "recvfrom(4, buf, 1024) = 0 from 127.0.0.1:40112", "recvfrom(4, 1024) 0" },
	{ { .id = CALL_RECVFROM, .arg = { 4, 1, 1024 }, .flags = CALL_UNFINISHED }, "recv(4, buf, 1024) ...waiting", "recv(4, 1024) ...waiting" },
	{ { .id = CALL_READ, .arg = { 4, 1, 64 }, .ret = -1, .err = EINTR }, "read(4, buf, 64) = -1 EINTR (Interrupted system call)", "read(4, 64) EINTR" },
	{ { .id = CALL_READ, .arg = { 4, 1, 64 }, .ret = -512, .flags = CALL_INTERRUPTED }, "read(4, buf, 64) = interrupted by a signal", "read(4, 64) signal" },
	{ { .id = CALL_WRITE, .arg = { 4, 1, 8 }, .data = TEXT("a\0b\xff\x1b[2J"), .ret = 8 },
		"write(4, \"a\\0b\\xff\\x1b[2J\", 8) = 8", "write(4, \"a\\0b\\xff\\x1b[2J\", 8) 8" },
	{ { .id = CALL_SHUTDOWN, .arg = { 4, SHUT_WR } }, "shutdown(4, SHUT_WR) = 0", "shutdown(4, SHUT_WR) 0" },
	{ { .id = CALL_SETSOCKOPT, .arg = { 3, SOL_SOCKET, SO_REUSEADDR, 1, 4 }, .data = BYTES(one) },
		"setsockopt(3, SOL_SOCKET, SO_REUSEADDR, 1) = 0", "setsockopt(3, SO_REUSEADDR, 1) 0" },
	{ { .id = CALL_SETSOCKOPT, .arg = { 3, SOL_SOCKET, SO_RCVTIMEO, 1, 16 }, .data = BYTES(half) },
		"setsockopt(3, SOL_SOCKET, SO_RCVTIMEO, {0 s, 500000 us}) = 0", "setsockopt(3, SO_RCVTIMEO, {0 s, 500000 us}) 0" },
	{ { .id = CALL_SETSOCKOPT, .arg = { 3, IPPROTO_TCP, TCP_NODELAY, 1, 4 }, .data = BYTES(one) },
		"setsockopt(3, IPPROTO_TCP, TCP_NODELAY, 1) = 0", "setsockopt(3, TCP_NODELAY, 1) 0" },
	{ { .id = CALL_GETSOCKOPT, .arg = { 3, SOL_SOCKET, SO_ERROR, 1, 1 }, .data = BYTES(refused) },
		"getsockopt(3, SOL_SOCKET, SO_ERROR) = 0: ECONNREFUSED", "getsockopt(3, SO_ERROR) 0" },
	{ { .id = CALL_GETSOCKNAME, .arg = { 3 }, .addr = ANY(7000) }, "getsockname(3) = 0: any:7000", "getsockname(3) 0" },
	{ { .id = CALL_POLL, .arg = { 1, 2, -1 }, .data = { (const uint8_t *)polled, sizeof polled }, .ret = 1 },
		"poll({3 POLLIN, 4 POLLIN|POLLOUT}, 2, -1) = 1 {4 POLLIN|POLLHUP}", "poll({3 POLLIN, 4 POLLIN|POLLOUT}, 2, -1) 1" },
	{ { .id = CALL_PSELECT6, .arg = { 5 } }, "select(5) = 0 (the time is up)", "select(5) 0" },
	{ { .id = CALL_FCNTL, .arg = { 4, F_SETFL, O_RDWR | O_NONBLOCK } }, "fcntl(4, F_SETFL, O_NONBLOCK|O_RDWR) = 0", "fcntl(4, F_SETFL, O_NONBLOCK|O_RDWR) 0" },
	{ { .id = CALL_CLONE, .arg = { SIGCHLD }, .ret = 9 }, "fork() = 9 (the child)", "fork() 9" },
	{ { .id = CALL_CLONE, .arg = { CLONE_VM | CLONE_THREAD }, .ret = 9 }, "pthread_create() = 9", "pthread_create() 9" },
	{ { .id = CALL_CLOCK_NANOSLEEP }, "sleep() = 0", "sleep() 0" },
	{ { .id = CALL_KILL, .arg = { 9, SIGTERM } }, "kill(9, SIGTERM) = 0", "kill(9, SIGTERM) 0" },
	{ { .id = CALL_EXIT_GROUP, .arg = { 1 }, .flags = CALL_UNFINISHED }, "exit(1)", "exit(1) " },
};
// clang-format on

static void calls_are_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		const struct event ev = { .kind = EVENT_CALL, .call = said[i].call };
		AUTO(buf_free) struct buf full = { 0 };
		AUTO(buf_free) struct buf narrow = { 0 };

		words_call_and_result(&full, &ev);
		assert_string_equal(buf_str(&full), said[i].words);
		words_call(&narrow, &ev.call, CALL_WORDS_SHORT);
		buf_add_char(&narrow, ' ');
		words_result(&narrow, &ev.call, CALL_WORDS_SHORT);
		assert_string_equal(buf_str(&narrow), said[i].narrow);
	}
}

/* Whatever its arguments, every call can be said. */
static void every_call_has_words(void **state)
{
	(void)state;
	for (enum call_id id = 0; id < CALL_COUNT; id++) {
		const struct event ev = { .kind = EVENT_CALL,
			.call = { .id = id,
				.arg = { -1, INT64_MIN, INT64_MAX, -1, -1, -1 },
				.ret = -1,
				.err = 9999 } };
		AUTO(buf_free) struct buf words = { 0 };

		words_call_and_result(&words, &ev);
		assert_non_null(strchr(buf_str(&words), '('));
	}
}

/* ---- steps */

static struct piece pieces[] = {
	{ .kind = PIECE_BYTES, .data = { (const uint8_t *)"hi\n", 3 } },
	{ .kind = PIECE_UINT, .number = 5, .width = 4 },
	{ .kind = PIECE_REPEAT, .data = { (const uint8_t *)"A", 1 }, .number = 70000 },
	{ .kind = PIECE_ANY, .number = 1 },
	{ .kind = PIECE_LINE, .any_line = true },
	{ .kind = PIECE_LIKE },
	{ .kind = PIECE_PORT, .who = 1 },
};
static struct cast_member cast[] = { { .name = "you" }, { .name = "ana" }, { .name = "bob" } };
static const struct conversation conversation = { .cast = cast, .cast_count = 3 };

// clang-format off
static const struct {
	struct step step;
	const char *words;
} steps[] = {
	{ { .who = 1, .verb = VERB_CONNECTS, .peer = WHO_ANYBODY }, "ana connects" },
	{ { .who = 1, .verb = VERB_CONNECTS, .peer = 2 }, "ana connects to bob" },
	{ { .who = 1, .verb = VERB_SENDS, .bytes = { pieces, 3 }, .peer = WHO_ANYBODY }, "ana sends \"hi\\n\", the number 5 in 4 bytes, \"A\" 70000 times" },
	{ { .who = 2, .verb = VERB_GETS, .bytes = { pieces + 3, 4 }, .peer = 1 }, "bob gets any 1 byte, a line, what the reference answers, the port of ana from ana" },
	{ { .who = 1, .verb = VERB_SEES, .sight = SEES_SILENCE }, "ana sees silence" },
	{ { .who = WHO_YOU, .verb = VERB_EXITS, .number = -1 }, "your program exits with a failure status" },
	{ { .who = WHO_YOU, .verb = VERB_DIES, .signal = SIGPIPE }, "your program dies of SIGPIPE" },
	{ { .who = WHO_YOU, .verb = VERB_CALL, .call = { .name = "bind", .result = RESULT_OK, .port = -2, .address = "any", .backlog = -1 } },
		"your program successfully calls bind() for every address and the task's port" },
	{ { .who = WHO_YOU, .verb = VERB_CALL, .call = { .name = "socket", .result = RESULT_OK, .domain = "inet", .type = "dgram", .port = -1, .backlog = -1 } },
		"your program successfully calls socket() for a UDP socket over IPv4" },
	{ { .who = WHO_YOU, .verb = VERB_CALL, .call = { .name = "connect", .error = "ECONNREFUSED", .type = "stream", .port = 80, .address = "loopback", .backlog = -1 } },
		"your program calls connect() on a stream socket to loopback and port 80, which fails with ECONNREFUSED" },
	{ { .who = WHO_YOU, .verb = VERB_NEVER, .call = { .name = "recv", .port = -1, .backlog = -1, .on_listener = true } },
		"your program never calls recv() on the listening socket" },
	{ { .who = WHO_YOU, .verb = VERB_HOLDS, .holds = { .listening = -2, .backlog = 5, .bound_udp = -1, .sockets = -1, .sockets_most = -1, .waiting = -1 } },
		"your program has a socket that listens on the task's port, a backlog of 5 or more" },
	{ { .who = WHO_YOU, .verb = VERB_HOLDS, .holds = { .listening = -1, .backlog = -1, .bound_udp = -1, .sockets = -1, .sockets_most = -1, .waiting = -1, .state = "CLOSE_WAIT" } },
		"your program has a connection in state CLOSE_WAIT" },
	{ { .who = WHO_WIRE, .verb = VERB_SHOWS, .packet = { .flags = "FIN", .from = WHO_YOU } }, "the wire shows a packet with FIN from your program" },
	{ { .who = WHO_WIRE, .verb = VERB_DROPS, .number = 2, .packet = { .from = 1 } }, "the wire drops the datagram number 2 from ana" },
};
// clang-format on

static void steps_are_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		AUTO(buf_free) struct buf words = { 0 };

		step_words(&words, &conversation, &steps[i].step);
		assert_string_equal(buf_str(&words), steps[i].words);
	}
}

/* ---- names */

static void numbers_have_names(void **state)
{
	(void)state;
	assert_string_equal(words_errno(EADDRINUSE), "EADDRINUSE");
	assert_string_equal(words_errno(-5), "E?");
	assert_string_equal(words_errno_text(EPIPE), "Broken pipe");
	assert_string_equal(words_signal(SIGPIPE), "SIGPIPE");
	assert_string_equal(words_signal(4711), "a signal without a name");
	assert_string_equal(words_signal(-1), "a signal without a name");
}

/* ---- where, and by whom it was called */

// clang-format off
static const struct {
	struct frame frames[3];
	uint32_t count;
	const char *place, *where, *caller; /* NULL: none */
} places[] = {
	{ { { NULL } }, 0, NULL, NULL, NULL },
	{ { { "echo.c", "main", 31 } }, 1, "echo.c:31", "echo.c:31", NULL },
	{ { { "echo.c", "send_all", 12 }, { "echo.c", "main", 40 } }, 2, "echo.c:12",
		"echo.c:12 in send_all(), called from echo.c:40", "in send_all(), called from line 40" },
	{ { { "echo.c", "send_all", 12 }, { "echo.c", "echo", 30 }, { "echo.c", "main", 40 } }, 3, "echo.c:12",
		"echo.c:12 in send_all(), called from echo.c:30", "in send_all(), called from line 30" },
	{ { { "echo.c", "cut", 0 }, { "echo.c", "echo", 30 }, { "echo.c", "main", 40 } }, 3, "echo.c:30",
		"echo.c:30 in echo(), called from echo.c:40", "in echo(), called from line 40" },
	{ { { "echo.c", "echo", 30 }, { "echo.c", "main", 0 } }, 2, "echo.c:30", "echo.c:30", NULL },
	{ { { "echo.c", NULL, 30 }, { "echo.c", "main", 40 } }, 2, "echo.c:30", "echo.c:30", NULL },
};
// clang-format on

static void assert_said(
	bool (*say)(struct buf *, const struct event *), const struct event *ev, const char *words)
{
	AUTO(buf_free) struct buf out = { 0 };

	assert_int_equal(say(&out, ev), words != NULL);
	assert_string_equal(buf_str(&out), words ? words : "");
}

static void a_line_in_a_helper_has_its_caller(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct event ev = { .kind = EVENT_CALL, .call.frame_count = places[i].count };

		memcpy(ev.call.frames, places[i].frames, sizeof places[i].frames);
		assert_said(words_event_place, &ev, places[i].place);
		assert_said(words_event_where, &ev, places[i].where);
		assert_said(words_event_caller, &ev, places[i].caller);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_said),
		cmocka_unit_test(every_call_has_words),
		cmocka_unit_test(steps_are_said),
		cmocka_unit_test(numbers_have_names),
		cmocka_unit_test(a_line_in_a_helper_has_its_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
