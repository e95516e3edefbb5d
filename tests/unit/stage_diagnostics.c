// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stage/diagnostics.h"

#define JSON_1                                                                                     \
	"[{\"kind\": \"warning\", \"locations\": [{\"finish\": {\"byte-column\": 13, "             \
	"\"display-column\": 20, \"line\": 6, \"file\": \"./echo.c\", \"column\": 20}, "           \
	"\"caret\": {\"byte-column\": 2, \"display-column\": 9, \"line\": 6, \"file\": "           \
	"\"./echo.c\", \"column\": 9}}], \"option\": \"-Wformat=\", \"children\": [{\"kind\": "    \
	"\"note\", \"locations\": [], \"message\": \"n\"}], \"message\": \"m\"}]"

/* What is told of the first thing said, as one line. */
// clang-format off
static const struct {
	const char *name, *said, *first;
	size_t errors, warnings, events;
	bool limit;
} rows[] = {
	{ "nothing", "", "", 0, 0, 0, false },
	{ "gcc's JSON, with a note of its own", JSON_1 "\n", "learner.c:6:2-13 warning m -Wformat=", 0, 1, 2, false },
	{ "JSON, then the linker", "[]\n./echo.c:3: error: undefined reference to 'foo'\ncollect2: error: ld returned 1 exit status\n",
	  "learner.c:3:0-0 error undefined reference to 'foo' ", 1, 0, 1, false },
	{ "JSON without a newline after it", "[]" JSON_1, "learner.c:6:2-13 warning m -Wformat=", 0, 1, 2, false },
	{ "a file of the system", "[{\"kind\":\"error\",\"message\":\"x\",\"locations\":[{\"caret\":{\"file\":\"/usr/include/a.h\",\"line\":1,\"column\":2}}]}]",
	  "/usr/include/a.h:1:2-2 error x ", 1, 0, 1, false },
	{ "a fatal error", "[{\"kind\":\"fatal error\",\"message\":\"no such file\",\"locations\":[]}]\ncompilation terminated.\n", ":0:0-0 error no such file ", 1, 0, 1, false },
	{ "JSON of wrong types", "[{\"kind\":1,\"message\":[],\"locations\":{\"caret\":3}},7,null,[]]", ":0:0-0 note  ", 0, 0, 4, false },
	{ "JSON lines out of range", "[{\"kind\":\"error\",\"message\":\"x\",\"locations\":[{\"caret\":{\"file\":\"echo.c\",\"line\":1e99,\"column\":-4}}]}]", "learner.c:0:0-0 error x ", 1, 0, 1, false },
	{ "JSON cut in the middle", "[{\"kind\": \"warning\", \"loca", "", 0, 0, 0, false },
	{ "many brackets", "[[[[[[[[\n[[[[\n[[[\n[[\n", "", 0, 0, 0, false },
	{ "clang", "./echo.c:9:2: error: use of undeclared identifier 'y'\n", "learner.c:9:2-2 error use of undeclared identifier 'y' ", 1, 0, 1, false },
	{ "clang with ranges", "./echo.c:7:17:{7:17-7:19}{7:10-7:13}: warning: format specifies 'a: b' [-Wformat]\n", "learner.c:7:17-18 warning format specifies 'a: b' -Wformat", 0, 1, 1, false },
	{ "a range in another line", "./echo.c:7:17:{8:1-8:9}: warning: m [x] [-Wx]\n", "learner.c:7:17-17 warning m [x] -Wx", 0, 1, 1, false },
	{ "a range without an end", "./echo.c:7:17:{8:1-\n./echo.c:8:1: error: e\n", "learner.c:8:1-1 error e ", 1, 0, 1, false },
	{ "gcc's plain lines", "./echo.c: In function 'main':\n./echo.c:6:45: error: no y\ncompilation terminated due to -fmax-errors=2.\n", "learner.c:6:45-45 error no y ", 1, 0, 1, false },
	{ "GNU ld", "/usr/bin/ld.bfd: /scratch/cc.o: in function `main':\n/scratch/./echo.c:3: undefined reference to `foo'\n/usr/bin/ld: /scratch/./echo.c:4: undefined reference to `bar'\ncollect2: error: ld returned 1 exit status\n",
	  "learner.c:3:0-0 error undefined reference to `foo' ", 2, 0, 2, false },
	{ "no main", "/usr/lib/Scrt1.o:function _start: error: undefined reference to 'main'\n", ":0:0-0 error undefined reference to 'main' ", 1, 0, 1, false },
	{ "a crash", "gcc: internal compiler error: Segmentation fault signal terminated program cc1\n", "", 0, 0, 0, true },
	{ "a crash in JSON", "[{\"kind\":\"internal compiler error\",\"message\":\"in fold\",\"locations\":[]}]", ":0:0-0 error in fold ", 1, 0, 1, true },
	{ "memory", "cc1: out of memory allocating 65536 bytes after a total of 8 bytes\n", "", 0, 0, 0, true },
	{ "a driver that only says no", "clang: error: linker command failed with exit code 1\n", "", 0, 0, 0, false },
	{ "a huge line number", "./echo.c:99999999999999999999: error: e\n", "learner.c:0:0-0 error e ", 1, 0, 1, false },
	{ "colons without end", "::::::::::::::::1:1:1:1:1:::::::\n", "", 0, 0, 0, false },
};
// clang-format on

static void said_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct timeline *out = timeline_new();
		struct diagnostics sum;
		AUTO(freep) char *first = NULL;

		diagnostics_read(bytes_of(rows[i].said), "echo.c", "learner.c", out, &sum);
		if (timeline_count(out) > 0) {
			const struct diagnostic_event *d = &timeline_at(out, 0)->diagnostic;
			first = xasprintf("%s:%d:%d-%d %s %s %s", d->file, d->line, d->column,
				d->end_column, d->severity, d->message, d->option);
		}
		if (strcmp(first ? first : "", rows[i].first) != 0)
			fail_msg("%s: \"%s\"", rows[i].name, first ? first : "");
		if (sum.errors != rows[i].errors || sum.warnings != rows[i].warnings ||
			timeline_count(out) != rows[i].events || sum.limit != rows[i].limit)
			fail_msg("%s: %zu errors, %zu warnings, %zu events, limit %d", rows[i].name,
				sum.errors, sum.warnings, timeline_count(out), sum.limit);
		timeline_free(out);
	}
}

static void floods_are_capped(void **state)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct timeline *out = timeline_new();
	struct diagnostics sum;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		buf_addf(&text, "./echo.c:%d:1: error: ", i);
		buf_pad(&text, 'x', 3000);
		buf_add_char(&text, '\n');
	}
	diagnostics_read(buf_bytes(&text), "echo.c", "echo.c", out, &sum);
	assert_int_equal(sum.errors, 1000);
	assert_int_equal(timeline_count(out), DIAGNOSTICS_MAX);
	assert_int_equal(strlen(timeline_at(out, 0)->diagnostic.message), DIAGNOSTIC_BYTES);
	timeline_free(out);
}

static void every_cut_is_survived(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t len = 0; len <= strlen(rows[i].said); len++) {
			AUTO(freep) uint8_t *exact = xmemdup(rows[i].said, len ? len : 1);
			struct timeline *out = timeline_new();
			struct diagnostics sum;

			diagnostics_read(
				(struct bytes){ exact, len }, "echo.c", "echo.c", out, &sum);
			timeline_free(out);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(said_is_read),
		cmocka_unit_test(floods_are_capped),
		cmocka_unit_test(every_cut_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
