// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "stage/sanitizer.h"

// clang-format off
static const struct {
	const char *name, *said;
	const char *tool, *kind, *frames; /* NULL tool: no report */
} rows[] = {
	{ "nothing", "", NULL, NULL, NULL },
	{ "what a program prints", "runtime error\nAddressSanitizer\n#0 0x1 in main echo.c:3\n", NULL, NULL, NULL },
	{ "a heap overflow of gcc",
	  "hello\n=================================================================\n"
	  "==22288==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60200000001a at pc 0x55972c3e9bce bp 0x7fff253c75c0 sp 0x7fff253c75b8\n"
	  "WRITE of size 1 at 0x60200000001a thread T0\n"
	  "    #0 0x55972c3e9bcd in f /scratch/./echo.c:4\n"
	  "    #1 0x55972c3e9bf9 in main echo.c:5\n"
	  "    #2 0x7faf5a245249 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58\n"
	  "\n0x60200000001a is located 0 bytes to the right\nallocated by thread T0 here:\n"
	  "    #0 0x7faf5acb89cf in __interceptor_malloc asan_malloc_linux.cpp:69\n"
	  "    #1 0x55972c3e9be9 in main echo.c:9\n\nSUMMARY: AddressSanitizer: heap-buffer-overflow echo.c:4 in f\n==22288==ABORTING\n",
	  "AddressSanitizer", "heap-buffer-overflow", "f:4 main:5" },
	{ "an interceptor of clang",
	  "==3==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7ff at pc 0x5 bp 0x7 sp 0x7\nWRITE of size 12 at 0x7 thread T0\n"
	  "    #0 0x55 in strcpy (/program/0+0x8e8e6) (BuildId: df5d)\n    #1 0x556 in greet ./echo.c:3:47\n    #2 0x556 in main ./echo.c:4:17\n\n",
	  "AddressSanitizer", "stack-buffer-overflow", "greet:3 main:4" },
	{ "a double free", "==1==ERROR: AddressSanitizer: attempting double-free on 0x602000000010 in thread T0:\n    #0 0x7 in free x.cpp:5\n    #1 0x5 in main echo.c:2\n",
	  "AddressSanitizer", "double-free", "main:2" },
	{ "a bad free", "==1==ERROR: AddressSanitizer: attempting free on address which was not malloc()-ed: 0x7 in thread T0\n    #1 0x5 in main echo.c:2\n",
	  "AddressSanitizer", "bad-free", "main:2" },
	{ "no memory at that address", "AddressSanitizer:DEADLYSIGNAL\n=====\n==9==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000 (pc 0x5 bp 0x7 sp 0x7 T0)\n"
	  "==9==The signal is caused by a WRITE memory access.\n==9==Hint: address points to the zero page.\n    #0 0x5 in main echo.c:8\n",
	  "AddressSanitizer", "SEGV", "main:8" },
	{ "a negative size", "==3==ERROR: AddressSanitizer: negative-size-param: (size=-1)\n    #0 0x7 in __interceptor_memcpy a.inc:827\n    #1 0x5 in main echo.c:2\n",
	  "AddressSanitizer", "negative-size-param", "main:2" },
	{ "undefined behaviour", "echo.c:3:51: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'\n"
	  "    #0 0x55b1f69e0040 in main echo.c:3\n    #1 0x7 in __libc_start_call_main a.h:58\n\n",
	  "UndefinedBehaviorSanitizer", "signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'", "main:3" },
	{ "undefined behaviour without a stack", "./echo.c:3:51: runtime error: division by zero\n",
	  "UndefinedBehaviorSanitizer", "division by zero", ":3" },
	{ "a leak", "\n=====\n==22294==ERROR: LeakSanitizer: detected memory leaks\n\nDirect leak of 10 byte(s) in 1 object(s) allocated from:\n"
	  "    #0 0x7 in __interceptor_malloc a.cpp:69\n    #1 0x5 in main echo.c:2\n\nDirect leak of 3 byte(s):\n    #0 0x5 in g echo.c:7\n\nSUMMARY: AddressSanitizer: 10 byte(s) leaked\n",
	  "LeakSanitizer", "detected memory leaks", "main:2" },
	{ "another file", "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x0 (pc 1)\n    #0 0x5 in main other.c:8\n", "AddressSanitizer", "SEGV", "" },
	{ "a header that is cut", "==1==ERROR: AddressSanitizer: SEGV on unkn", NULL, NULL, NULL },
	{ "a frame that is cut", "==1==ERROR: AddressSanitizer: SEGV on unknown address\n    #0 0x5 in main echo.c:", "AddressSanitizer", "SEGV", "" },
	{ "frames that are none", "==1==ERROR: AddressSanitizer: x\n#0\n#1 in\n#2 0x in \n#3 0x in  \n#4 0x in f \n#5 0x in f :\n#6 0x in f echo.c:\n#7 0x in f echo.c:-3\n#8 0x in f /:3\n",
	  "AddressSanitizer", "x", "" },
	{ "more frames than fit", "==1==ERROR: AddressSanitizer: x\n#0 0 in a echo.c:1\n#1 0 in a echo.c:2\n#2 0 in a echo.c:3\n#3 0 in a echo.c:4\n#4 0 in a echo.c:5\n"
	  "#5 0 in a echo.c:6\n#6 0 in a echo.c:7\n#7 0 in a echo.c:8\n#8 0 in a echo.c:9\n",
	  "AddressSanitizer", "x", "a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8" },
	{ "an empty kind", "ERROR: AddressSanitizer: \n", "AddressSanitizer", "", "" },
};
// clang-format on

static char *frames_text(const struct sanitizer_event *ev)
{
	struct buf out = { 0 };

	for (uint32_t i = 0; i < ev->frame_count; i++)
		buf_addf(&out, "%s%s:%d", i ? " " : "", ev->frames[i].func, ev->frames[i].line);
	return buf_take(&out);
}

static void reports_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(freep) char *store = NULL;
		AUTO(freep) char *frames = NULL;
		struct sanitizer_event ev = { 0 };
		bool found = sanitizer_parse(bytes_of(rows[i].said), "echo.c", &ev, &store);

		if (found != (rows[i].tool != NULL))
			fail_msg("%s: found %d", rows[i].name, found);
		if (!found)
			continue;
		frames = frames_text(&ev);
		if (strcmp(ev.tool, rows[i].tool) != 0 || strcmp(ev.kind, rows[i].kind) != 0 ||
			strcmp(frames, rows[i].frames) != 0)
			fail_msg("%s: %s: \"%s\" at %s", rows[i].name, ev.tool, ev.kind, frames);
		assert_null(strstr(ev.text, "SUMMARY"));
		for (uint32_t k = 0; k < ev.frame_count; k++)
			assert_string_equal(ev.frames[k].file, "echo.c");
	}
}

/* Also with a NUL at any place, and exactly as much memory as there are bytes. */
static void any_bytes_are_survived(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t len = 0; len <= strlen(rows[i].said); len++) {
			AUTO(freep) uint8_t *exact = xmemdup(rows[i].said, len ? len : 1);
			AUTO(freep) char *store = NULL;
			struct sanitizer_event ev;

			exact[len / 2] = '\0';
			sanitizer_parse((struct bytes){ exact, len }, "echo.c", &ev, &store);
		}
}

static void a_report_is_capped(void **state)
{
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(freep) char *store = NULL;
	struct sanitizer_event ev;

	(void)state;
	buf_add_str(&text, "==1==ERROR: AddressSanitizer: x\n");
	for (int i = 0; i < 10000; i++)
		buf_add_str(&text, "    #0 0 in f echo.c:1\n");
	assert_true(sanitizer_parse(buf_bytes(&text), "echo.c", &ev, &store));
	assert_true(strlen(ev.text) <= 6000);
	assert_int_equal(ev.frame_count, FRAMES_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_are_read),
		cmocka_unit_test(any_bytes_are_survived),
		cmocka_unit_test(a_report_is_capped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
