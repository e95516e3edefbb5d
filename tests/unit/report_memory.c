// SPDX-License-Identifier: MIT
/* What a verdict says of a program's memory, told from timelines of a few events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "report/verdict_text.h"

static const struct event report = { .kind = EVENT_SANITIZER,
	.t0 = 1,
	.sanitizer = { .tool = "AddressSanitizer",
		.kind = "double-free",
		.text = "",
		.frame_count = 2,
		.frames = { { "echo.c", "bye", 7 }, { "echo.c", "main", 12 } } } };
static const struct event ended_99 = { .kind = EVENT_PROCESS,
	.t0 = 2,
	.process = { .what = PROCESS_EXITED, .pid = 2, .tid = 2, .value = 99, .main = true } };
static const struct event ended_1 = { .kind = EVENT_PROCESS,
	.t0 = 2,
	.process = { .what = PROCESS_EXITED, .pid = 2, .tid = 2, .value = 1, .main = true } };
static const struct event too_much = { .kind = EVENT_NOTE,
	.t0 = 3,
	.note = { "the program took more than 512 MiB of memory and was ended" } };
static const struct event storm = {
	.kind = EVENT_NOTE, .t0 = 3, .note = { "storm: send shortened" }
};
static const struct event others = { .kind = EVENT_NOTE,
	.who = 1,
	.t0 = 3,
	.note = { "the program took more than 512 MiB of memory and was ended" } };

static const struct {
	const struct event *events[3];
	const char *words;
} runs[] = {
	{ { &ended_1 }, "" },
	{ { &storm, &others }, "" },
	{ { &report },
		"  AddressSanitizer: double-free, at echo.c:7 in bye(), called from echo.c:12.\n" },
	{ { &report, &ended_99 },
		"  AddressSanitizer: double-free, at echo.c:7 in bye(), called from echo.c:12. It "
		"ends a program there, with status 99.\n" },
	{ { &ended_99 },
		"  The program ended with status 99, as AddressSanitizer ends one where it finds "
		"an "
		"error in its memory; but no report of it came: was standard error closed?\n" },
	{ { &storm, &too_much },
		"  The program took more than 512 MiB of memory and was ended: a check gives no "
		"more.\n" },
};

static void memory_is_said(void **state)
{
	const struct verdict_text_options o = { .columns = 400 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		struct timeline *tl = timeline_new();
		AUTO(buf_free) struct buf out = { 0 };

		for (size_t k = 0; k < ARRAY_LEN(runs[i].events) && runs[i].events[k]; k++)
			timeline_add(tl, runs[i].events[k]);
		verdict_memory_text(&out, tl, &o);
		assert_string_equal(buf_str(&out), runs[i].words);
		timeline_free(tl);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
