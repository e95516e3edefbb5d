// SPDX-License-Identifier: MIT
#include "report_runs.h"

#include "report/page.h"
#include "report/report_json.h"
#include "report/verdict_text.h"

/* ---- an exercise, a course of one page, and what came of a check */

static struct piece hello = { .kind = PIECE_BYTES,
	.data = { (const uint8_t *)"hel"
				   "lo\n",
		6 } };

static struct cast_member cast[] = { { .name = "you" }, { .name = "ana", .kind = CAST_CLIENT } };
static struct step steps[] = {
	{ .who = 1, .verb = VERB_CONNECTS, .peer = WHO_ANYBODY },
	{ .who = 1, .verb = VERB_SENDS, .bytes = { &hello, 1 }, .peer = WHO_ANYBODY },
	{ .who = 1, .verb = VERB_GETS, .bytes = { &hello, 1 }, .peer = WHO_ANYBODY },
	{ .who = 1, .verb = VERB_SEES, .sight = SEES_END },
	{ .who = WHO_YOU, .verb = VERB_EXITS, .number = 0 },
};
static struct conversation conversations[] = {
	{ .title = "one client", .cast = cast, .cast_count = 2, .steps = steps, .step_count = 5 },
	{ .title = "a line in two pieces",
		.cast = cast,
		.cast_count = 2,
		.steps = steps,
		.step_count = 5 },
	{ .title = "two clients", .cast = cast, .cast_count = 2, .steps = steps, .step_count = 5 },
};
static const struct exercise exercise = {
	.id = "9.1", .title = "Echo", .conversations = conversations, .conversation_count = 3
};

static char course_dir[] = "/tmp/socklings-unit-XXXXXX";
static const char page[] =
	"# One recv() is not one message\n\n"
	"Your program closed the connection after its first `recv()` at {line}. A recv() is\n"
	"not a message: one line may arrive in *several*. It got {got} of {wanted}{{, and "
	"{nothing}.\n\n"
	"- Keep receiving until it returns 0,\n"
	"- or until the line is whole.\n\n"
	"```c\nwhile ((n = recv(fd, buf, sizeof buf, 0)) > 0)\n\tkeep({got});\n```\n";

static int make_course(void **state)
{
	struct err err;

	(void)state;
	if (!mkdtemp(course_dir))
		return -1;
	AUTO(freep) char *dir = path_join(course_dir, "lessons/mistakes");
	AUTO(freep) char *path = path_join(dir, "one-recv-is-one-message.md");

	return file_make_dirs(dir, &err) && file_write(path, bytes_of(page), &err) ? 0 : -1;
}

static int drop_course(void **state)
{
	struct err err;

	(void)state;
	return file_remove_tree(course_dir, &err) ? 0 : -1;
}

static const struct event *find_call(const struct timeline *tl, enum call_id id)
{
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_CALL && timeline_at(tl, i)->call.id == id)
			return timeline_at(tl, i);
	return NULL;
}

/* The run of one_recv_run() and its verdict, as the second conversation of three. */
static void broken(struct check_run runs[3], struct check_result *r, struct finding *f)
{
	static struct doing doing;

	runs[0] = (struct check_run){ .conversation = 0, .seed = 41 };
	runs[1] = (struct check_run){ .conversation = 1,
		.delivery = DELIVERY_SPLIT,
		.seed = 41,
		.timeline = one_recv_run() };
	runs[2] = (struct check_run){ .conversation = 2, .verdict.outcome = OUTCOME_NOT_PLAYED };
	runs[0].timeline = timeline_new();
	struct verdict *v = &runs[1].verdict;

	*v = (struct verdict){ .outcome = OUTCOME_BROKE,
		.step = 2,
		.why = WHY_RESET,
		.first_difference = 3,
		.expected_exact = true,
		.doing = &doing,
		.doing_count = 1 };
	buf_add_str(&v->expected, "hello\n");
	buf_add_str(&v->actual, "hel");
	doing = (struct doing){ .pid = 7,
		.tid = 7,
		.call = timeline_at(runs[1].timeline, timeline_count(runs[1].timeline) - 2) };
	*f = (struct finding){ .id = "one-recv-is-one-message",
		.event = find_call(runs[1].timeline, CALL_RECVFROM),
		.evidence = { { "got", "`hel`_*" }, { "wanted", "6 bytes" } },
		.evidence_count = 2 };
	runs[1].findings = (struct findings){ f, 1, 1 };
	*r = (struct check_result){ .outcome = OUTCOME_BROKE,
		.runs = runs,
		.run_count = 3,
		.told = &runs[1],
		.findings = { f, 1, 1 },
		.seed = 41 };
}

static void end_broken(struct check_run runs[3])
{
	timeline_free(runs[0].timeline);
	timeline_free(runs[1].timeline);
	buf_free(&runs[1].verdict.expected);
	buf_free(&runs[1].verdict.actual);
}

static void a_break_is_explained(void **state)
{
	struct check_run runs[3];
	struct check_result r;
	struct finding f;
	AUTO(buf_free) struct buf out = { 0 };
	const struct verdict_text_options o = { .course_dir = course_dir };

	(void)state;
	broken(runs, &r, &f);
	verdict_text(&out, &exercise, &r, &o);
	assert_golden("verdict-broke.txt", &out);
	end_broken(runs);
}

static void a_break_is_told_to_programs(void **state)
{
	struct check_run runs[3];
	struct check_result r;
	struct finding f;
	AUTO(buf_free) struct buf out = { 0 };
	cJSON *root;
	char *text;

	(void)state;
	broken(runs, &r, &f);
	root = report_check_json(&exercise, &r);
	text = cJSON_Print(root);
	buf_addf(&out, "%s\n", text);
	assert_golden("check.json", &out);
	cJSON_free(text);
	cJSON_Delete(root);
	end_broken(runs);
}

/* ---- bytes and their differences */

// clang-format off
static const struct {
	const char *name, *expected, *actual;
	size_t first;
	enum step_why why;
	bool described;
	const char *text;
} comparisons[] = {
	{ "early end", "hello\n", "hel", 3, WHY_END, false,
		"  ana wanted  \"hello\\n\"\n"
		"  and got     \"hel\", then the end\n"
		"                  ^ after 3 of 6 bytes\n" },
	{ "another byte", "hello\n", "hexlo\n", 2, WHY_DIFFERENT, false,
		"  ana wanted  \"hello\\n\"\n"
		"  and got     \"hexlo\\n\"\n"
		"                 ^ byte 3 is 0x78, and should be 0x6c\n" },
	{ "too many", "hi\n", "hi\n\n", 3, WHY_DIFFERENT, false,
		"  ana wanted  \"hi\\n\"\n"
		"  and got     \"hi\\n\\n\"\n"
		"                   ^ 1 byte too many\n" },
	{ "nothing", "hi\n", "", 0, WHY_SILENCE, false,
		"  ana wanted  \"hi\\n\"\n"
		"  and got     nothing, then silence\n" },
	{ "far on", "0123456789012345678901234567890123456789012345678901234567890123456789x\n",
		"0123456789012345678901234567890123456789012345678901234567890123456789\n", 70, WHY_DIFFERENT,
		false,
		"  ana wanted  ...\"678901234567890123456789x\\n\"\n"
		"  and got     ...\"678901234567890123456789\\n\"\n"
		"                                          ^ byte 71 is 0x0a, and should be 0x78\n" },
	{ "a description", "<any one line>", "hi", 2, WHY_END, true,
		"  ana wanted  <any one line>\n"
		"  and got     \"hi\", then the end\n"
		"                 ^ after 2 bytes\n" },
	{ "many escapes", "bye", "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01", 0, WHY_DIFFERENT, false,
		"  ana wanted  \"bye\"\n"
		"  and got     \"\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\"...\n"
		"               ^ byte 1 is 0x01, and should be 0x62\n" },
	{ "escapes, far on", "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01yz", "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01z\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01", 30, WHY_DIFFERENT, false,
		"  ana wanted  ...\"\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01yz\"\n"
		"  and got     ...\"\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01z\\x01\\x01\\x01\"...\n"
		"                                                              ^ byte 31 is 0x7a, and should be 0x79\n" },
	{ "an escape", "a\tb", "a\tc", 2, WHY_DIFFERENT, false,
		"  ana wanted  \"a\\tb\"\n"
		"  and got     \"a\\tc\"\n"
		"                  ^ byte 3 is 0x63, and should be 0x62\n" },
};
// clang-format on

static void bytes_stand_under_one_another(void **state)
{
	const struct verdict_text_options o = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(comparisons); i++) {
		struct check_run run = { .verdict = { .step = 2,
						 .why = comparisons[i].why,
						 .first_difference = comparisons[i].first,
						 .expected_exact = !comparisons[i].described } };
		AUTO(buf_free) struct buf out = { 0 };

		buf_add_str(&run.verdict.expected, comparisons[i].expected);
		buf_add_str(&run.verdict.actual, comparisons[i].actual);
		verdict_bytes_text(&out, &exercise, &run, &o);
		assert_string_equal(buf_str(&out), comparisons[i].text);
		buf_free(&run.verdict.expected);
		buf_free(&run.verdict.actual);
	}
}

// clang-format off
static const struct {
	int step;
	enum step_why why;
	int status, signal;
	const char *text;
} happenings[] = {
	{ 0, WHY_REFUSED, 0, 0, "  Wanted at step 1: ana connects, but the connection was refused: nobody\n  listened there.\n" },
	{ 3, WHY_SILENCE, 0, 0, "  Wanted at step 4: ana sees the end, but nothing more came: everybody waits for\n  somebody else.\n" },
	{ 3, WHY_DIED, 0, 11, "  Wanted at step 4: ana sees the end, but your program was killed by SIGSEGV.\n" },
	{ 4, WHY_EXITED, 3, 0, "  Wanted at step 5: your program exits with status 0, but your program ended\n  with status 3.\n" },
};
// clang-format on

static void what_happened_instead_is_said(void **state)
{
	const struct verdict_text_options o = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(happenings); i++) {
		struct check_run run = { .verdict = { .step = happenings[i].step,
						 .why = happenings[i].why,
						 .status = happenings[i].status,
						 .signal = happenings[i].signal,
						 .first_difference = SIZE_MAX } };
		AUTO(buf_free) struct buf out = { 0 };

		verdict_bytes_text(&out, &exercise, &run, &o);
		assert_string_equal(buf_str(&out), happenings[i].text);
	}
}

// clang-format off
static const struct {
	const char *what;
	struct doing doing;
	bool asleep;
	const char *came, *did;
} silences[] = {
	{ "computing", { .pid = 7, .tid = 7 }, false, "your program goes round in circles",
		"  Your program is computing, and has made no call yet.\n" },
	{ "not known, but surely not computing", { .pid = 7, .tid = 7 }, true, "everybody waits for somebody else",
		"  Your program has made no call yet.\n" },
	{ "ended", { .pid = 7, .tid = 7, .ended = true }, false, "everybody waits for somebody else", "" },
	{ "stopped", { .pid = 7, .tid = 7, .stopped = 19 }, true, "your program is stopped by SIGSTOP",
		"  Your program is stopped by SIGSTOP, and nothing has continued it.\n" },
};
// clang-format on

static void silence_is_explained(void **state)
{
	const struct verdict_text_options o = { .columns = 200 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(silences); i++) {
		struct doing doing = silences[i].doing;
		struct check_run run = { .timeline = timeline_new(),
			.verdict = { .step = 3,
				.why = WHY_SILENCE,
				.asleep = silences[i].asleep,
				.doing = &doing,
				.doing_count = 1,
				.first_difference = SIZE_MAX } };
		AUTO(freep)
		char *came = xasprintf(
			"  Wanted at step 4: ana sees the end, but nothing more came: %s.\n",
			silences[i].came);
		AUTO(buf_free) struct buf out = { 0 };

		timeline_add(run.timeline,
			&(struct event){ .kind = EVENT_RUN, .run = { .level = "full" } });
		verdict_bytes_text(&out, &exercise, &run, &o);
		assert_string_equal(buf_str(&out), came);
		buf_cut(&out, 0);
		verdict_doing_text(&out, &exercise.conversations[0], &run, &o);
		assert_string_equal(buf_str(&out), silences[i].did);
		timeline_free(run.timeline);
	}
}

/* ---- what was not played */

static void what_held_is_said(void **state)
{
	struct check_run runs[2] = { { .timeline = timeline_new() },
		{ .conversation = 1, .timeline = timeline_new() } };
	const struct check_result r = { .outcome = OUTCOME_HELD,
		.runs = runs,
		.run_count = 2,
		.seed = 7,
		.took_ns = 312345678 };
	const struct verdict_text_options o = { 0 };
	AUTO(buf_free) struct buf out = { 0 };

	(void)state;
	verdict_text(&out, &exercise, &r, &o);
	assert_string_equal(buf_str(&out),
		"9.1 held: 2 conversations, played 2 times, in 312.3 ms (seed 7)\n"
		"  Of 3 conversations 2 held, 0 broke, 1 was not played.\n");
	timeline_free(runs[0].timeline);
	timeline_free(runs[1].timeline);
}

static void a_tool_error_is_nobodys_fault(void **state)
{
	const struct check_result r = { .outcome = OUTCOME_TOOL_ERROR,
		.tool_text = "unshare: Operation not permitted" };
	const struct verdict_text_options o = { 0 };
	AUTO(buf_free) struct buf out = { 0 };

	(void)state;
	verdict_text(&out, &exercise, &r, &o);
	assert_golden("verdict-tool.txt", &out);
}

static void the_compiler_is_quoted(void **state)
{
	struct timeline *said = timeline_new();
	struct event ev = { .kind = EVENT_DIAGNOSTIC,
		.diagnostic = {
			"error", "expected ';' before 'return'", "", "echo.c", 2, 11, 11 } };
	AUTO(freep) char *path = path_join(course_dir, "echo.c");
	const struct verdict_text_options o = { .source = path };
	struct check_result r = { .outcome = OUTCOME_BROKE,
		.compile = { .outcome = COMPILE_REFUSED,
			.said = said,
			.command = "gcc -o echo echo.c" } };
	AUTO(buf_free) struct buf out = { 0 };
	struct err err;

	(void)state;
	assert_true(file_write(
		path, bytes_of("int main(void) {\n\tint x = 3\n\treturn x;\n}\n"), &err));
	timeline_add(said, &ev);
	ev.diagnostic = (struct diagnostic_event){ "warning", "unused variable 'x'",
		"-Wunused-variable", "echo.c", 2, 6, 6 };
	timeline_add(said, &ev);
	verdict_text(&out, &exercise, &r, &o);
	assert_golden("verdict-compile.txt", &out);
	timeline_free(said);
}

/* ---- errors that the compiler finds in headers, and what a linker says */

// clang-format off
static const struct {
	const char *what, *source;
	struct diagnostic_event said, note;
	const char *told;
} refusals[] = {
	{ "a line without its semicolon", "int a;\nint x = 3\n\n#include <stdio.h>\nint b;\n",
		{ "error", "expected ';'", "", "/usr/include/bits/types.h", 2, 1, 7 }, { 0 },
		"  /usr/include/bits/types.h:2: expected ';'\n"
		"  That is a header of the system. What it cannot follow stands most likely just before the #include that brings it in: is something missing at the end of line 2?\n"
		"       2 | int x = 3\n"
		"       4 | #include <stdio.h>\n" },
	{ "a struct without its semicolon", "int a;\n#include <stdlib.h>\nstruct s {\n\tint a;\n}\n# include <stdio.h>\n",
		{ "error", "expected ';'", "", "/usr/include/bits/types.h", 2, 1, 7 }, { 0 },
		"  /usr/include/bits/types.h:2: expected ';'\n"
		"  That is a header of the system. What it cannot follow stands most likely just before the #include that brings it in: is something missing at the end of line 5?\n"
		"       5 | }\n"
		"       6 | # include <stdio.h>\n" },
	{ "nothing to be seen", "/* one */\n#define uint8_t 3\n#include <stdio.h>\n",
		{ "error", "expected ';'", "", "/usr/include/bits/types.h", 2, 1, 7 }, { 0 },
		"  /usr/include/bits/types.h:2: expected ';'\n"
		"  That is a header of the system. What it cannot follow stands most likely just before the #include that brings it in, such as a line without its semicolon.\n" },
	{ "two that are open", "int x\n#include <stdio.h>\nint y\n#include <stdlib.h>\n",
		{ "error", "expected ';'", "", "/usr/include/bits/types.h", 2, 1, 7 }, { 0 },
		"  /usr/include/bits/types.h:2: expected ';'\n"
		"  That is a header of the system. What it cannot follow stands most likely just before the #include that brings it in, such as a line without its semicolon.\n" },
	{ "a name declared before", "int accept(void);\n#include <sys/socket.h>\n",
		{ "error", "conflicting types", "", "/usr/include/sys/socket.h", 2, 1, 7 },
		{ "note", "previous declaration", "", "echo.c", 1, 5, 10 },
		"  /usr/include/sys/socket.h:2: conflicting types\n"
		"  echo.c:1: previous declaration\n"
		"       1 | int accept(void);\n"
		"         |     ^~~~~~\n" },
	{ "a linker has no column", "int f(void);\nint main(void) { return f(); }\n",
		{ "error", "undefined reference to `f'", "", "echo.c", 2, 0, 0 }, { 0 },
		"  echo.c:2: undefined reference to `f'\n"
		"       2 | int main(void) { return f(); }\n" },
	{ "nor, sometimes, a line", "int f(void);\n",
		{ "error", "undefined reference to `main'", "", "", 0, 0, 0 }, { 0 },
		"  undefined reference to `main'\n" },
};
// clang-format on

static void headers_are_not_the_learners(void **state)
{
	AUTO(freep) char *path = path_join(course_dir, "echo.c");
	const struct verdict_text_options o = { .source = path, .columns = 400 };
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct timeline *said = timeline_new();
		struct event ev = { .kind = EVENT_DIAGNOSTIC, .diagnostic = refusals[i].said };
		const struct check_result r = { .compile = { .outcome = COMPILE_REFUSED,
							.said = said } };
		AUTO(buf_free) struct buf out = { 0 };

		assert_true(file_write(path, bytes_of(refusals[i].source), &err));
		timeline_add(said, &ev);
		ev.diagnostic = refusals[i].note;
		if (ev.diagnostic.severity)
			timeline_add(said, &ev);
		verdict_compile_text(&out, &exercise, &r, &o);
		assert_string_equal(buf_str(&out), refusals[i].told);
		timeline_free(said);
	}
}

/* ---- pages */

static void a_page_tells_what_it_lacks(void **state)
{
	const struct finding f = { .id = "one-recv-is-one-message" };
	AUTO(freep) char *path = xasprintf("%s/lessons/mistakes/%s.md", course_dir, f.id);
	AUTO(buf_free) struct buf missing = { 0 };
	struct err err;

	(void)state;
	assert_true(page_check(path, &f, &missing, &err));
	assert_string_equal(buf_str(&missing), "got\nwanted\nnothing\ngot\n");
	assert_false(page_check("/nonexistent", &f, &missing, &err));
}

static void no_place_stays_in_braces(void **state)
{
	const struct finding f = { .id = "one-recv-is-one-message" };
	struct page loaded;
	struct err err;

	(void)state;
	assert_true(page_load(course_dir, &f, &loaded, &err));
	assert_null(strstr(loaded.text, "{got}"));
	assert_non_null(strstr(loaded.text, "your program"));
	page_free(&loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_break_is_explained),
		cmocka_unit_test(a_break_is_told_to_programs),
		cmocka_unit_test(bytes_stand_under_one_another),
		cmocka_unit_test(what_happened_instead_is_said),
		cmocka_unit_test(silence_is_explained),
		cmocka_unit_test(what_held_is_said),
		cmocka_unit_test(a_tool_error_is_nobodys_fault),
		cmocka_unit_test(the_compiler_is_quoted),
		cmocka_unit_test(headers_are_not_the_learners),
		cmocka_unit_test(a_page_tells_what_it_lacks),
		cmocka_unit_test(no_place_stays_in_braces),
	};

	return cmocka_run_group_tests(tests, make_course, drop_course);
}
