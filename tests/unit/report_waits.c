// SPDX-License-Identifier: MIT
/* What a call waits for, told from timelines of a few events. */
#include <setjmp.h>
#include <stdarg.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "report/waits_words.h"

enum { SOCKET = 77, OTHER = 78 };
static const struct address you = { .family = AF_INET, .port = 7000, .ip = { 127, 0, 0, 1 } };
static const struct address ana = { .family = AF_INET, .port = 40112, .ip = { 127, 0, 0, 1 } };

static uint64_t now(const struct timeline *tl)
{
	return 1000 * (timeline_count(tl) + 1);
}

static void comes(struct timeline *tl, const char *bytes)
{
	struct event ev = { .kind = EVENT_MOVE, .who = 1, .t0 = now(tl), .t1 = now(tl) };

	ev.move = (struct move_event){ MOVE_SENT, ana, you, bytes_of(bytes), 0 };
	timeline_add(tl, &ev);
}

/* Still in it where `ret` is 0. Borrowed until the next is added. */
static const struct event *receives(
	struct timeline *tl, uint64_t inode, int64_t len, int64_t flags, int64_t ret)
{
	struct event ev = { .kind = EVENT_CALL, .t0 = now(tl), .t1 = ret ? now(tl) + 1 : 0 };

	ev.call = (struct call_event){ .id = CALL_RECVFROM,
		.pid = 7,
		.tid = 7,
		.arg = { 4, 1, len, flags },
		.ret = ret,
		.flags = ret ? 0 : CALL_UNFINISHED,
		.fd = 4,
		.fd_kind = FD_TCP,
		.inode = inode,
		.local = you,
		.remote = ana };
	timeline_add(tl, &ev);
	return timeline_at(tl, timeline_count(tl) - 1);
}

static void assert_said(bool (*say)(struct buf *, const struct timeline *, const struct event *),
	const struct timeline *tl, const struct event *call, const char *words)
{
	AUTO(buf_free) struct buf out = { 0 };

	assert_int_equal(say(&out, tl, call), words != NULL);
	assert_string_equal(buf_str(&out), words ? words : "");
}

static void all_the_bytes(void **state)
{
	struct timeline *tl = timeline_new();

	(void)state;
	assert_said(words_waits_for, tl, receives(tl, SOCKET, 9, MSG_WAITALL, 0),
		"all 9 bytes (MSG_WAITALL)"); /* of an end that nobody is known to have */
	comes(tl, "hello");
	assert_said(words_waits_for, tl, receives(tl, SOCKET, 9, MSG_WAITALL, 0),
		"all 9 bytes (MSG_WAITALL), of which 5 have come");
	receives(tl, SOCKET, 9, MSG_PEEK, 5);
	receives(tl, OTHER, 9, 0, 3);
	receives(tl, SOCKET, 4, 0, 4);
	assert_said(words_waits_for, tl, receives(tl, SOCKET, 9, MSG_WAITALL, 0),
		"all 9 bytes (MSG_WAITALL), of which 1 has come");
	receives(tl, SOCKET, 4, 0, 1);
	assert_said(words_waits_for, tl, receives(tl, SOCKET, 9, MSG_WAITALL, 0),
		"all 9 bytes (MSG_WAITALL), of which none has come");
	assert_said(words_waits_for, tl, receives(tl, SOCKET, 9, 0, 0), NULL);
	assert_said(words_waits_for, tl, receives(tl, SOCKET, 1, MSG_WAITALL, 0), NULL);
	timeline_free(tl);
}

static void a_look_takes_nothing(void **state)
{
	struct timeline *tl = timeline_new();

	(void)state;
	receives(tl, SOCKET, 9, MSG_PEEK, 5);
	assert_said(words_peeks_on, tl, receives(tl, SOCKET, 9, MSG_PEEK, 5), NULL);
	receives(tl, OTHER, 9, 0, 5);
	assert_said(words_peeks_on, tl, receives(tl, SOCKET, 9, MSG_PEEK, 5),
		"It has looked at the same 5 bytes 3 times with MSG_PEEK, and taken none of them.");
	assert_said(words_peeks_on, tl, receives(tl, SOCKET, 9, MSG_PEEK, 7), NULL);
	receives(tl, SOCKET, 9, MSG_PEEK, 7);
	receives(tl, SOCKET, 7, 0, 7);
	receives(tl, SOCKET, 9, MSG_PEEK, 7);
	assert_said(words_peeks_on, tl, receives(tl, SOCKET, 9, MSG_PEEK, 7), NULL);
	assert_said(words_peeks_on, tl, receives(tl, SOCKET, 9, 0, 7), NULL);
	timeline_free(tl);
}

static const struct event *sleeps(struct timeline *tl, int how, int64_t value)
{
	struct event ev = { .kind = EVENT_CALL, .t0 = now(tl) };

	ev.call = (struct call_event){ .id = CALL_FUTEX,
		.pid = 7,
		.tid = 7,
		.arg = { 4096, how, value },
		.flags = CALL_UNFINISHED,
		.fd = -1 };
	timeline_add(tl, &ev);
	return timeline_at(tl, timeline_count(tl) - 1);
}

static void a_thread(struct timeline *tl, int pid, int tid)
{
	struct event ev = { .kind = EVENT_PROCESS, .t0 = now(tl), .t1 = now(tl) };

	ev.process = (struct process_event){ .what = PROCESS_THREAD, .pid = pid, .tid = tid };
	timeline_add(tl, &ev);
}

static void other_threads(void **state)
{
	static const char any[] = "a lock, a condition or a thread's end (pthread_mutex_lock(), "
				  "pthread_cond_wait(), pthread_join())";
	enum { COND = FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME };
	struct timeline *tl = timeline_new();

	(void)state;
	a_thread(tl, 7, 8);
	a_thread(tl, 9, 10); /* of a child */
	assert_said(words_waits_for, tl, sleeps(tl, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 2),
		"a lock, as pthread_mutex_lock() does");
	assert_said(words_waits_for, tl, sleeps(tl, COND, 8),
		"the end of thread 8, as pthread_join() does");
	assert_said(words_waits_for, tl, sleeps(tl, COND, 10), any);
	assert_said(words_waits_for, tl, sleeps(tl, COND | FUTEX_PRIVATE_FLAG, 8), any);
	assert_said(words_waits_for, tl, sleeps(tl, COND | FUTEX_PRIVATE_FLAG, 0), any);
	assert_said(words_waits_for, tl, sleeps(tl, FUTEX_WAKE, 1), NULL);
	timeline_free(tl);
}

static const struct event *reads(struct timeline *tl, int fd, int64_t len, const char *data)
{
	struct event ev = { .kind = EVENT_CALL, .t0 = now(tl), .t1 = data ? now(tl) + 1 : 0 };

	ev.call = (struct call_event){ .id = CALL_READ,
		.pid = 7,
		.tid = 7,
		.arg = { fd, 4096, len },
		.flags = data ? 0 : CALL_UNFINISHED,
		.fd = fd,
		.inode = SOCKET };
	if (data) {
		ev.call.data = bytes_of(data);
		ev.call.ret = ev.call.data_total = ev.call.data.len;
	}
	timeline_add(tl, &ev);
	return timeline_at(tl, timeline_count(tl) - 1);
}

static void flags(struct timeline *tl, int fd, int what)
{
	struct event ev = { .kind = EVENT_CALL, .t0 = now(tl), .t1 = now(tl) + 1 };

	ev.call = (struct call_event){
		.id = CALL_FCNTL, .pid = 7, .tid = 7, .arg = { fd, what }, .fd = fd, .inode = SOCKET
	};
	timeline_add(tl, &ev);
}

static void the_end_of_a_line(void **state)
{
	struct timeline *tl = timeline_new();

	(void)state;
	reads(tl, 4, 4096, "one\ntw");
	assert_said(words_waits_for, tl, reads(tl, 4, 4096, NULL), NULL); /* no stream */
	flags(tl, 4, F_GETFL);
	reads(tl, 4, 4096, "one\ntw");
	assert_said(words_waits_for, tl, reads(tl, 4, 4096, NULL),
		"the newline that ends \"tw\", if fgets() or getline() reads there");
	assert_said(words_waits_for, tl, reads(tl, 4, 100, NULL), NULL);
	assert_said(words_waits_for, tl, reads(tl, 5, 4096, NULL), NULL);
	reads(tl, 4, 4096, "o\n");
	assert_said(words_waits_for, tl, reads(tl, 4, 4096, NULL), NULL);
	flags(tl, 4, F_GETFL);
	flags(tl, 4, F_SETFL);
	reads(tl, 4, 4096, "tw");
	assert_said(words_waits_for, tl, reads(tl, 4, 4096, NULL), NULL);
	reads(tl, 0, 4096, "tw");
	assert_said(words_waits_for, tl, reads(tl, 0, 4096, NULL),
		"the newline that ends \"tw\", if fgets() or getline() reads there");
	timeline_free(tl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_the_bytes),
		cmocka_unit_test(a_look_takes_nothing),
		cmocka_unit_test(other_threads),
		cmocka_unit_test(the_end_of_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
