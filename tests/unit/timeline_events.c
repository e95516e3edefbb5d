// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <cmocka.h>

#include "base/hash.h"
#include "timeline/timeline.h"

/* ---- addresses */

static const struct {
	struct {
		uint16_t family;
		uint8_t rest[126];
	} raw;
	size_t len;
	const char *text;
} addresses[] = {
	{ { AF_INET, { 0x1b, 0x58, 127, 0, 0, 1 } }, 16, "127.0.0.1:7000" },
	{ { AF_INET, { 0x1b, 0x58 } }, 16, "any:7000" },
	{ { AF_INET, { 0x1b, 0x58 } }, 8, "(none)" },
	{ { AF_INET6, { 0, 80, [21] = 1 } }, 28, "[::1]:80" },
	{ { AF_INET6, { 0, 80 } }, 24, "any:80" },
	{ { AF_INET6, { 0, 80 } }, 16, "(none)" },
	{ { AF_UNIX, "/tmp/x" }, 9, "/tmp/x" },
	{ { AF_UNIX, "/tmp/xyz" }, 8, "/tmp/x" },
	{ { AF_UNIX, "\0name" }, 7, "@name" },
	{ { AF_UNIX, "\x1b[2J" }, 7, "\\x1b[2J" },
	{ { AF_UNIX, "" }, 2, "(unnamed)" },
	{ { 77, { 1 } }, 16, "(none)" },
	{ { AF_INET, { 0 } }, 1, "(none)" },
};

static void addresses_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct address a = address_from(&addresses[i].raw, addresses[i].len);
		AUTO(buf_free) struct buf text = { 0 };

		address_text(&text, &a);
		assert_string_equal(buf_str(&text), addresses[i].text);
	}
}

static void addresses_come_back(void **state)
{
	const struct address list[] = {
		address_ip4("192.0.2.7", 7000),
		address_ip6("2001:db8::7", 7),
		{ .family = AF_UNIX, .path = "/tmp/talk" },
		{ .family = AF_UNIX, .path = "@abstract" },
		{ .family = AF_UNIX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		struct sockaddr_storage raw;
		socklen_t len = address_to(&list[i], &raw);
		struct address back = address_from(&raw, len);

		assert_true(len > 0);
		assert_true(address_equal(&list[i], &back));
		assert_false(address_equal(&list[i], &list[(i + 1) % ARRAY_LEN(list)]));
	}
	struct address mapped = address_ip6("::ffff:127.0.0.1", 9),
		       plain = address_ip4("127.0.0.1", 9);
	struct address unmapped = address_unmapped(&mapped);

	assert_true(address_equal(&unmapped, &plain));
}

/* ---- calls */

static const struct {
	const char *name;
	enum call_id id;
	int64_t arg[6];
	bool covers;
	const char *as_written;
} call_names[] = {
	{ "send", CALL_SENDTO, { 3 }, true, "send" },
	{ "sendto", CALL_SENDTO, { 3, 1, 1, 0, 1, 16 }, true, "sendto" },
	{ "recv", CALL_RECVFROM, { 3 }, true, "recv" },
	{ "recv", CALL_READ, { 3 }, true, "read" },
	{ "read", CALL_READV, { 3 }, false, "readv" },
	{ "accept", CALL_ACCEPT4, { 3 }, true, "accept4" },
	{ "accept4", CALL_ACCEPT, { 3 }, false, "accept" },
	{ "poll", CALL_EPOLL_WAIT, { 3 }, true, "epoll_wait" },
	{ "select", CALL_PSELECT6, { 3 }, true, "select" },
	{ "fork", CALL_CLONE, { 0x1200011 }, true, "fork" },
	{ "fork", CALL_CLONE, { CLONE_VM | CLONE_THREAD }, false, "pthread_create" },
	{ "pthread_create", CALL_CLONE3, { 0 }, true, "pthread_create" },
	{ "_exit", CALL_EXIT_GROUP, { 0 }, true, "exit" },
	{ "sleep", CALL_CLOCK_NANOSLEEP, { 0 }, true, "sleep" },
	{ "bind", CALL_LISTEN, { 0 }, false, "listen" },
};

static void calls_have_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(call_names); i++) {
		assert_int_equal(
			calls_covers_as(call_names[i].name, call_names[i].id, call_names[i].arg),
			call_names[i].covers);
		assert_string_equal(
			calls_name(call_names[i].id, call_names[i].arg), call_names[i].as_written);
	}
	for (size_t id = 0; id < CALL_COUNT; id++) {
		assert_non_null(calls[id].name); /* a row for every call */
		assert_int_equal(calls_find_kernel(calls[id].name), id);
	}
	assert_int_equal(calls_find("send"), CALL_SENDTO);
	assert_int_equal(calls_find("select"), CALL_PSELECT6);
	assert_int_equal(calls_find("sendz"), CALL_COUNT);
	assert_int_equal(calls[CALL_RECVFROM].addr, 4);
	assert_int_equal(calls[CALL_SOCKET].fd, -1);
}

/* ---- the timeline */

static struct event note(uint32_t id, uint64_t t, const char *text)
{
	return (struct event){
		.kind = EVENT_NOTE, .who = WHO_TOOL, .id = id, .t0 = t, .t1 = t, .note = { text }
	};
}

static void assert_order(const struct timeline *tl, const char *letters)
{
	assert_int_equal(timeline_count(tl), strlen(letters));
	for (size_t i = 0; i < timeline_count(tl); i++)
		assert_int_equal(timeline_at(tl, i)->note.text[0], letters[i]);
}

static void events_stand_in_order(void **state)
{
	AUTO(timeline_freep) struct timeline *tl = timeline_new();
	const struct {
		uint64_t t;
		const char *text;
	} list[] = { { 50, "c" }, { 10, "a" }, { 50, "d" }, { 30, "b" }, { 60, "e" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		struct event ev = note(0, list[i].t, list[i].text);

		assert_int_equal(timeline_add(tl, &ev), i + 1);
	}
	assert_order(tl, "abcde");
	assert_string_equal(timeline_arrival(tl, 0)->note.text, "c");

	struct event again = note(3, 50, "D");
	assert_int_equal(timeline_add(tl, &again), 3);
	assert_order(tl, "abcDe");
	again = note(3, 1, "D");
	timeline_add(tl, &again);
	assert_order(tl, "Dabce");
	assert_string_equal(timeline_arrival(tl, 2)->note.text, "D");
	assert_null(timeline_run(tl));
	assert_null(timeline_end(tl));
}

static void many_events_are_found_by_id(void **state)
{
	AUTO(timeline_freep) struct timeline *tl = timeline_new();

	(void)state;
	for (uint32_t i = 1; i <= 5000; i++) {
		struct event ev = note(i * 64, i, "x");

		timeline_add(tl, &ev);
	}
	for (uint32_t i = 1; i <= 5000; i += 7) {
		struct event ev = note(i * 64, i, "y");

		timeline_add(tl, &ev);
	}
	assert_int_equal(timeline_count(tl), 5000);
	assert_string_equal(timeline_at(tl, 7)->note.text, "y");
}

/* ---- packed */

static struct event full_call(void)
{
	static const struct frame frames[] = { { "echo.c", "main", 31 }, { NULL, NULL, 0 } };
	struct event ev = { .kind = EVENT_CALL,
		.id = 9,
		.t0 = 5,
		.t1 = 8,
		.call = { .id = CALL_RECVFROM,
			.pid = 7,
			.tid = 8,
			.arg = { 4, -1, 1 },
			.ret = -1,
			.err = EINTR,
			.flags = CALL_STORM,
			.fd = 4,
			.fd_kind = FD_TCP,
			.local = address_ip4("127.0.0.1", 7000),
			.addr = { .family = AF_UNIX, .path = "/x" },
			.raw_addr = { (uint8_t *)"a\0b", 3 },
			.data = { (uint8_t *)"", 0 },
			.frame_count = 2 } };

	memcpy(ev.call.frames, frames, sizeof frames);
	return ev;
}

static void assert_same_call(const struct call_event *a, const struct call_event *b)
{
	assert_int_equal(a->id, b->id);
	assert_memory_equal(a->arg, b->arg, sizeof a->arg);
	assert_true(address_equal(&a->local, &b->local) && address_equal(&a->addr, &b->addr));
	assert_true(bytes_equal(a->raw_addr, b->raw_addr));
	assert_int_equal(a->frame_count, b->frame_count);
	assert_string_equal(a->frames[0].file, b->frames[0].file);
	assert_int_equal(a->err, b->err);
}

static void packing_is_undone(void **state)
{
	AUTO(buf_free) struct buf packed = { 0 };
	struct event ev = full_call(), back;
	size_t used;

	(void)state;
	event_pack(&ev, &packed);
	for (size_t len = 0; len < packed.len; len++)
		assert_int_equal(
			event_unpack((struct bytes){ (uint8_t *)packed.data, len }, &back, &used),
			0);
	assert_int_equal(event_unpack(buf_bytes(&packed), &back, &used), 1);
	assert_int_equal(used, packed.len);
	assert_int_equal(back.t1, 8);
	assert_same_call(&back.call, &ev.call);
	assert_string_equal(back.call.frames[1].file, "");
	assert_non_null(back.call.data.at);

	AUTO(freep) struct event *copy = event_copy(&back);
	buf_free(&packed);
	assert_same_call(&copy->call, &ev.call);
}

/* Whatever stands in the pipe, nothing is read beyond it and no value is out of its range. */
static void nonsense_is_survived(void **state)
{
	struct dice dice = dice_from(41, "nonsense");
	size_t taken = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct event ev = full_call(), back;
		struct buf packed = { 0 };
		size_t used;

		event_pack(&ev, &packed);
		for (uint32_t n = dice_below(&dice, 4); n-- > 0;)
			packed.data[4 + dice_below(&dice, packed.len - 4)] = dice_next(&dice);
		AUTO(freep) uint8_t *exact = xmemdup(packed.data, packed.len);
		if (event_unpack((struct bytes){ exact, packed.len }, &back, &used) == 1) {
			AUTO(freep) struct event *copy = event_copy(&back);

			assert_in_range(copy->kind, 0, EVENT_KINDS - 1);
			assert_in_range(copy->call.frame_count, 0, FRAMES_MAX);
			taken++;
		}
		buf_free(&packed);
	}
	assert_true(taken > 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(addresses_come_back),
		cmocka_unit_test(calls_have_names),
		cmocka_unit_test(events_stand_in_order),
		cmocka_unit_test(many_events_are_found_by_id),
		cmocka_unit_test(packing_is_undone),
		cmocka_unit_test(nonsense_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
