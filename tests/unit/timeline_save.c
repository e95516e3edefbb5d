// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "timeline/timeline.h"

/* One event of each kind, with what is hard to keep: bytes that are no text, numbers beyond 2^53, absent and empty bytes. */
static const uint8_t odd[] = { 0, 0xff, '"', '\\', '\n', 0xe2, 0x80, 0xae };
// clang-format off
#define ODD { odd, sizeof odd }
static const struct event all_kinds[EVENT_KINDS] = {
	{ .kind = EVENT_RUN, .who = WHO_TOOL, .id = 1,
		.run = { .exercise = "9.1", .command = "./echo 7000", .host = "127.0.0.1", .port = 7000,
			.conversation_title = "a line in \"two\" pieces", .delivery = "split",
			.seed = UINT64_MAX, .wall_ns = UINT64_C(1763720000123456789), .cast = "you ana" } },
	{ .kind = EVENT_CALL, .id = 2, .t0 = 10, .t1 = 20,
		.call = { .id = CALL_RECVFROM, .pid = 7, .tid = 7, .arg = { 4, INT64_MIN, INT64_MAX, -1 },
			.ret = -1, .err = 104, .flags = CALL_STORM | CALL_UNFINISHED, .fd = 4,
			.fd_kind = FD_TCP, .fd_listening = true, .inode = 99,
			.local = { .family = AF_INET, .port = 7000, .ip = { 127, 0, 0, 1 } },
			.remote = { .family = AF_INET6, .port = 9, .ip = { [15] = 1 } },
			.addr = { .family = AF_UNIX, .path = "/tmp/\xff" }, .raw_addr = ODD,
			.addrlen_in = -1, .data = { odd, 0 }, .data_total = 5000, .frame_count = 2,
			.frames = { { "echo.c", "main", 31 }, { "li\xff.c", "x", 0 } } } },
	{ .kind = EVENT_PACKET, .who = WHO_WIRE, .id = 3, .t0 = 11, .t1 = 11,
		.packet = { .proto = PACKET_TCP, .flags = TCP_SYN | 0x80, .seq = UINT32_MAX,
			.payload_at = 40, .payload_len = 3, .raw = ODD, .raw_total = 43 } },
	{ .kind = EVENT_SOCKET, .id = 4, .socket = { .who = 1, .state = 10, .rqueue = 1, .timer = 3 } },
	{ .kind = EVENT_PROCESS, .id = 5, .process = { .what = PROCESS_KILLED, .value = 11, .main = true } },
	{ .kind = EVENT_OUTPUT, .id = 6, .output = { .fd = 1, .data = ODD } },
	{ .kind = EVENT_MOVE, .who = 1, .id = 7, .move = { .what = MOVE_GOT, .data = ODD } },
	{ .kind = EVENT_STEP, .id = 8, .step = { .index = 3, .what = STEP_BROKE, .why = WHY_RESET } },
	{ .kind = EVENT_QUIET, .id = 9, .quiet = { QUIET_TIMER } },
	{ .kind = EVENT_SANITIZER, .id = 10, .sanitizer = { .tool = "AddressSanitizer", .text = "\xff\n" } },
	{ .kind = EVENT_DIAGNOSTIC, .id = 11, .diagnostic = { .message = "expected ';'", .line = 3 } },
	{ .kind = EVENT_NOTE, .id = 12, .note = { "2 packets were lost" } },
	{ .kind = EVENT_END, .id = 13, .t0 = 99, .end = { .how = END_BROKE, .output_lost = 1 } },
};
// clang-format on

static struct timeline *one_of_each(void)
{
	struct timeline *tl = timeline_new();

	for (size_t i = 0; i < EVENT_KINDS; i++) {
		assert_int_equal(all_kinds[i].kind, i);
		timeline_add(tl, &all_kinds[i]);
	}
	return tl;
}

/* Packing writes every field, so two timelines are the same if their events pack the same. */
static void assert_same(const struct timeline *a, const struct timeline *b)
{
	assert_int_equal(timeline_count(a), timeline_count(b));
	for (size_t i = 0; i < timeline_count(a); i++) {
		AUTO(buf_free) struct buf x = { 0 };
		AUTO(buf_free) struct buf y = { 0 };

		event_pack(timeline_at(a, i), &x);
		event_pack(timeline_at(b, i), &y);
		if (!bytes_equal(buf_bytes(&x), buf_bytes(&y)))
			fail_msg("event %zu is not what it was", i);
	}
}

static void what_is_saved_comes_back(void **state)
{
	char dir[] = "/tmp/socklings-unit-XXXXXX";
	struct err err = { "" };
	AUTO(timeline_freep) struct timeline *tl = one_of_each();

	(void)state;
	assert_non_null(mkdtemp(dir));
	AUTO(freep) char *path = path_join(dir, "run.jsonl");
	assert_true(timeline_save(tl, path, &err));
	AUTO(timeline_freep) struct timeline *back = timeline_load(path, &err);
	assert_string_equal(err.text, "");
	assert_non_null(back);
	assert_same(tl, back);
	assert_true(file_remove_tree(dir, &err));
}

// clang-format off
#define HEAD "{\"socklings\":\"timeline\",\"version\":1}\n"
static const struct {
	const char *text, *refusal;
} refusals[] = {
	{ "", "run: the file is empty, not a timeline" },
	{ "{\"a\":1}\n", "run:1: this is not a timeline saved by socklings" },
	{ "[]\n", "run:1: this is not a timeline saved by socklings" },
	{ "{\"socklings\":\"timeline\",\"version\":2}\n",
		"run:1: this timeline is of another version of socklings (this one reads version 1)" },
	{ "{\"socklings\":\"timeline\",\"version\":1,\"events\":2}\n{\"kind\":\"note\"}\n",
		"run:2: the file ends here, after 1 of 2 events" },
	{ HEAD "{\"kind\":\"cal\"}\n", "run:2: /kind: unknown kind \"cal\" (did you mean \"call\"?)" },
	{ HEAD "{}\n", "run:2: this is not an event: it has no \"kind\"" },
	{ HEAD "3\n", "run:2: this is not an event: it has no \"kind\"" },
	{ HEAD "{\"kind\":\"note\",\"texts\":\"\"}\n", "run:2: /texts: a \"note\" event has no such key" },
	{ HEAD "{\"kind\":\"note\"}\n{\"kind\":\"note\",\"text\":7}\n",
		"run:3: /text: this should be a string, or {\"hex\": \"...\"}" },
	{ HEAD "{\"kind\":\"note\",\"text\":{\"hex\":\"0g\"}}\n",
		"run:2: /text: \"hex\" should be pairs of hexadecimal digits" },
	{ HEAD "{\"kind\":\"note\",\"text\":{\"hex\":\"4100\"}}\n",
		"run:2: /text: there is a NUL in this text" },
	{ HEAD "{\"kind\":\"note\",\"id\":-1}\n",
		"run:2: /id: -1 is out of range: from 0 to 4294967295" },
	{ HEAD "{\"kind\":\"note\",\"t0\":1.5}\n", "run:2: /t0: this should be a whole number" },
	{ HEAD "{\"kind\":\"note\",\"t0\":1e300}\n", "run:2: /t0: this should be a whole number" },
	{ HEAD "{\"kind\":\"call\",\"args\":[1,2]}\n",
		"run:2: /args: this should be a list of six numbers" },
	{ HEAD "{\"kind\":\"call\",\"at\":[1,2,3,4,5,6,7,8,9]}\n",
		"run:2: /at: this should be a list of at most 8 places" },
	{ HEAD "{\"kind\":\"call\",\"local\":{\"ip4\":\"127.0.0.256\",\"port\":1}}\n",
		"run:2: /local: \"ip4\" should be an address as text" },
	{ HEAD "{\"kind\":\"call\",\"local\":{\"ip4\":\"127.0.0.1\",\"port\":65536}}\n",
		"run:2: /local: 65536 is out of range: from 0 to 65535" },
	{ HEAD "{\"kind\":\"note\"", "run:2:1: the file ends too early (a bracket or quote is not closed)" },
};
// clang-format on

static void damage_is_refused_with_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct err err = { "" };

		assert_null(timeline_read("run", bytes_of(refusals[i].text), &err));
		assert_string_equal(err.text, refusals[i].refusal);
	}
}

static void a_small_file_may_be_written_by_hand(void **state)
{
	struct err err = { "" };
	AUTO(timeline_freep)
	struct timeline *tl = timeline_read("run",
		bytes_of(HEAD "{\"kind\":\"end\",\"t0\":9,\"how\":\"played\"}\n"
			      "{\"kind\":\"output\",\"t0\":5,\"fd\":1,\"data\":\"hi\\n\"}"),
		&err);

	(void)state;
	assert_string_equal(err.text, "");
	assert_int_equal(timeline_count(tl), 2);
	assert_int_equal(timeline_at(tl, 0)->kind, EVENT_OUTPUT);
	assert_int_equal(timeline_end(tl)->how, END_PLAYED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_saved_comes_back),
		cmocka_unit_test(damage_is_refused_with_its_line),
		cmocka_unit_test(a_small_file_may_be_written_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
