// SPDX-License-Identifier: MIT
#include "report_runs.h"

#include <fcntl.h>

#include "report/ladder.h"
#include "report/svg.h"

static void a_run_is_drawn(void **state)
{
	static const struct {
		const char *golden;
		enum story_detail detail;
		struct ladder_style style;
	} pictures[] = {
		{ "ladder-calls.txt", STORY_CALLS, { .columns = 80 } },
		{ "ladder-talk.txt", STORY_TALK, { .columns = 80, .title = true } },
		{ "ladder-packets-ascii.txt", STORY_PACKETS, { .columns = 80, .ascii = true } },
		{ "ladder-all-wide.txt", STORY_ALL, { .columns = 120, .title = true } },
		{ "ladder-narrow.txt", STORY_TALK, { .columns = 40 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pictures); i++) {
		AUTO(timeline_freep) struct timeline *tl = one_recv_run();
		AUTO(ladder_freep) struct ladder *l = ladder_of(tl, NULL, pictures[i].detail, 0);
		AUTO(buf_free) struct buf out = { 0 };

		ladder_text(&out, l, tl, &pictures[i].style);
		assert_golden(pictures[i].golden, &out);
	}
}

static void a_run_is_a_picture(void **state)
{
	AUTO(timeline_freep) struct timeline *tl = one_recv_run();
	AUTO(ladder_freep) struct ladder *l = ladder_of(tl, NULL, STORY_TALK, 0);
	AUTO(buf_free) struct buf out = { 0 };

	(void)state;
	svg_write(&out, l, tl);
	assert_golden("ladder.svg", &out);
}

/* The call that sent it and the packet share a row; its index leads to either. */
static void a_packet_stands_beside_its_call(void **state)
{
	AUTO(timeline_freep) struct timeline *tl = one_recv_run();
	AUTO(ladder_freep) struct ladder *l = ladder_of(tl, NULL, STORY_TALK, 0);
	size_t together = 0;

	(void)state;
	for (size_t i = 0; i < l->count; i++) {
		const struct ladder_row *r = &l->rows[i];

		if (r->packet == SIZE_MAX || r->packet == r->index)
			continue;
		assert_int_equal(timeline_at(tl, r->index)->kind, EVENT_CALL);
		assert_int_equal(timeline_at(tl, r->packet)->kind, EVENT_PACKET);
		assert_int_equal(r->arrow, LADDER_RIGHT);
		together++;
	}
	assert_int_equal(together, 2); /* send and close */
}

/* A lane gives what the program says as many columns as there are, and the wire's where it says nothing else. */
static void what_is_said_has_the_width_there_is(void **state)
{
	static const char said[] =
		"the first words of a long line that a program prints, and its last";
	static const struct {
		size_t columns;
		const char *shown;
	} widths[] = {
		{ 40, "prints \"the first words of a long line…\n" },
		{ 60, "prints \"the first words of a long line that a program prin…\n" },
		{ 80, "and its last\"\n" },
		{ 200, "and its last\"    │" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		AUTO(timeline_freep) struct timeline *tl = one_recv_run();
		struct event ev = { .kind = EVENT_OUTPUT,
			.who = WHO_YOU,
			.t0 = 1,
			.output = { .fd = 1, .data = bytes_of(said) } };
		struct ladder_style style = { .columns = widths[i].columns };
		AUTO(buf_free) struct buf out = { 0 };

		timeline_add(tl, &ev);
		AUTO(ladder_freep) struct ladder *l = ladder_of(tl, NULL, STORY_TALK, 0);
		ladder_text(&out, l, tl, &style);
		if (!strstr(buf_str(&out), widths[i].shown))
			fail_msg("%zu columns:\n%s", widths[i].columns, buf_str(&out));
	}
}

/* What was wanted and what came stand in two rows where one would be cut. */
static void a_long_break_is_told_in_rows(void **state)
{
	struct step steps[] = { { .who = WHO_YOU,
		.verb = VERB_CALL,
		.call = { .name = "bind",
			.result = RESULT_OK,
			.type = "stream",
			.address = "any",
			.port = -2,
			.backlog = -1 } } };
	const struct conversation c = { .steps = steps, .step_count = 1 };
	struct event broke = { .kind = EVENT_STEP,
		.who = WHO_TOOL,
		.t0 = 1,
		.step = { .index = 0, .what = STEP_BROKE, .why = WHY_EXITED } };
	static const struct {
		size_t columns, rows;
		const char *told;
	} widths[] = {
		{ 76, 3,
			"✗ wanted: your program successfully calls bind() on a stream socket for "
			"every\n"
			"    address and the task's port;\n"
			"    came: your program's exit\n" },
		{ 0, 3,
			"✗ wanted: your program successfully calls bind() on a stream socket for\n"
			"    every address and the task's port;\n"
			"    came: your program's exit\n" },
		{ 36, 4,
			"✗ wanted: your program successfully\n"
			"    calls bind() on a stream socket for\n"
			"    every address and the task's port;\n"
			"    came: your program's exit\n" },
		{ 8, 20, "✗ wanted:\n    your\n    program\n    successf\n    ully\n" },
		{ 200, 1,
			"✗ wanted: your program successfully calls bind() on a stream socket for "
			"every address and the task's port; came: your program's exit\n" },
	};
	struct ladder_style style = { .columns = 200 };
	AUTO(timeline_freep) struct timeline *tl = timeline_new();

	(void)state;
	timeline_add(tl, &broke);
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		AUTO(ladder_freep)
		struct ladder *l = ladder_of(tl, &c, STORY_TALK, widths[i].columns);
		AUTO(buf_free) struct buf out = { 0 };

		ladder_text(&out, l, tl, &style);
		if (!strstr(buf_str(&out), widths[i].told) || l->count != widths[i].rows)
			fail_msg(
				"%zu rows at %zu:\n%s", l->count, widths[i].columns, buf_str(&out));
	}
}

/* perror() works on a copy of standard error; what a program itself copies is told. */
static void perror_is_not_told_call_by_call(void **state)
{
	static const struct {
		int64_t copied, flag, closed;
		size_t told;
	} rows[] = {
		{ 2, F_GETFL, 5, 0 },
		{ 1, F_GETFL, 5, 3 },
		{ 2, F_SETFL, 5, 3 },
		{ 2, F_GETFL, 4, 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(timeline_freep) struct timeline *tl = timeline_new();
		const struct call_event calls_made[] = {
			{ .id = CALL_DUP, .tid = 2, .ret = 5, .fd = 2, .arg = { rows[i].copied } },
			{ .id = CALL_FCNTL, .tid = 2, .fd = 5, .arg = { 5, rows[i].flag } },
			{ .id = CALL_CLOSE, .tid = 2, .fd = 5, .arg = { rows[i].closed } },
		};

		for (size_t k = 0; k < ARRAY_LEN(calls_made); k++) {
			struct event ev = {
				.kind = EVENT_CALL, .t0 = k + 1, .t1 = k + 1, .call = calls_made[k]
			};

			timeline_add(tl, &ev);
		}
		AUTO(ladder_freep) struct ladder *talk = ladder_of(tl, NULL, STORY_TALK, 0);
		AUTO(ladder_freep) struct ladder *all = ladder_of(tl, NULL, STORY_ALL, 0);
		assert_int_equal(talk->count, rows[i].told);
		assert_int_equal(all->count, 3);
	}
}

/* ---- what is repeated */

static const struct {
	char name;
	enum call_id id;
	int line, ret, err;
} letters[] = {
	{ 'r', CALL_RECVFROM, 10, 1, 0 },
	{ 's', CALL_SENDTO, 11, 2, 0 },
	{ 'p', CALL_SENDTO, 11, 1, 0 }, /* a part of what it was given */
	{ 'e', CALL_RECVFROM, 10, 0, 0 },
	{ 'w', CALL_RECVFROM, 10, -1, EAGAIN },
	{ 'x', CALL_RECVFROM, 12, 1, 0 },
	{ 'y', CALL_RECVFROM, 13, 1, 0 },
	{ 'z', CALL_RECVFROM, 14, 1, 0 },
};

static struct timeline *run_of(const char *letters_made)
{
	struct writer w = { .tl = timeline_new() };

	for (const char *at = letters_made; *at; at++)
		for (size_t i = 0; i < ARRAY_LEN(letters); i++)
			if (letters[i].name == *at)
				finish(&w, call(&w, letters[i].id, letters[i].line, 4, 0, 2),
					letters[i].ret, letters[i].err);
	return w.tl;
}

static void what_is_repeated_is_folded(void **state)
{
	static const struct {
		const char *made;
		size_t rows, folded;
		const char *told; /* NULL: nothing is folded */
	} runs[] = {
		{ "rsrsrsrs", 3, 6, "... these 2 rows 3 times more" },
		{ "rsrsrsrse", 4, 6, "... these 2 rows 3 times more" },
		{ "rsrsrsrsr", 4, 6, "... these 2 rows 3 times more" },
		{ "rsrsrs", 6, 0, NULL },
		{ "rsrsrsrp", 8, 0, NULL },
		{ "rsrsrswsrs", 10, 0, NULL },
		{ "rrrrrr", 6, 0, NULL },
		{ "rrrrrrr", 2, 6, "... 6 times more" },
		{ "rrrrrre", 7, 0, NULL },
		{ "wwwwwwwwr", 3, 7, "... 7 times more" },
		{ "srxysrxysrxysrxy", 5, 12, "... these 4 rows 3 times more" },
		{ "srxyzsrxyzsrxyzsrxyz", 20, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		AUTO(timeline_freep) struct timeline *tl = run_of(runs[i].made);
		AUTO(ladder_freep) struct ladder *l = ladder_of(tl, NULL, STORY_TALK, 0);
		AUTO(ladder_freep) struct ladder *whole = ladder_of(tl, NULL, STORY_PACKETS, 0);
		size_t folded = 0;

		assert_int_equal(whole->count, strlen(runs[i].made));
		assert_int_equal(l->count, runs[i].rows);
		for (size_t k = 0; k < l->count; k++) {
			folded += l->rows[k].folded;
			if (l->rows[k].folded)
				assert_string_equal(l->rows[k].call, runs[i].told);
		}
		assert_int_equal(folded, runs[i].folded);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_drawn),
		cmocka_unit_test(a_run_is_a_picture),
		cmocka_unit_test(a_packet_stands_beside_its_call),
		cmocka_unit_test(what_is_said_has_the_width_there_is),
		cmocka_unit_test(a_long_break_is_told_in_rows),
		cmocka_unit_test(perror_is_not_told_call_by_call),
		cmocka_unit_test(what_is_repeated_is_folded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
