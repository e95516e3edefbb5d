// SPDX-License-Identifier: MIT
/* What is said besides of a break: that the program had ended, that it listens for IPv6 only, what it sent back of
 * what had come, what it printed; and where that is not to be said. */
#include "report_runs.h"

#include <netinet/in.h>

#include "report/verdict_text.h"

static struct cast_member cast[] = { { .name = "you" }, { .name = "ana", .kind = CAST_CLIENT } };
static struct step steps[] = {
	{ .who = WHO_YOU, .verb = VERB_PRINTS, .fd = 1 },
	{ .who = 1, .verb = VERB_GETS, .peer = WHO_ANYBODY },
	{ .who = WHO_YOU, .verb = VERB_PRINTS, .fd = 1 },
};
static const struct conversation conversation = {
	.title = "", .cast = cast, .cast_count = 2, .steps = steps, .step_count = 3
};

struct told {
	struct writer w;
	struct verdict verdict;
	struct doing doing;
};

static void begin(struct told *t, int broken, enum step_why why)
{
	*t = (struct told){ .w = new_run(),
		.verdict = { .outcome = OUTCOME_BROKE,
			.step = broken,
			.why = why,
			.expected_exact = true,
			.first_difference = SIZE_MAX } };
}

static void breaks(struct told *t)
{
	step(&t->w, t->verdict.step, STEP_BROKE, t->verdict.why);
}

static void exits(struct told *t, int status)
{
	struct event ev = call(&t->w, CALL_EXIT_GROUP, 40, status, 0, 0);

	ev.t1 = ev.t0;
	add(&t->w, ev);
	process(&t->w, PROCESS_EXITED, status);
}

static void saw(struct told *t, enum move_what what)
{
	move(&t->w, what, NULL);
	t->verdict.cause = timeline_at(t->w.tl, timeline_count(t->w.tl) - 1);
}

/* ---- the ends of a program */

static void had_exited(struct told *t)
{
	begin(t, 1, WHY_REFUSED);
	exits(t, 0);
	breaks(t);
}

static void was_killed(struct told *t)
{
	begin(t, 1, WHY_RESET);
	process(&t->w, PROCESS_KILLED, 13);
	breaks(t);
}

static void is_told_already(struct told *t)
{
	begin(t, 1, WHY_EXITED);
	exits(t, 1);
	breaks(t);
}

static void ended_afterwards(struct told *t)
{
	begin(t, 1, WHY_RESET);
	breaks(t);
	exits(t, 0);
}

static void child_serves_on(struct told *t)
{
	begin(t, 1, WHY_RESET);
	t->doing = (struct doing){ .pid = 8, .tid = 8 };
	t->verdict.doing = &t->doing;
	t->verdict.doing_count = 1;
	exits(t, 0);
	breaks(t);
}

static void started_again(struct told *t)
{
	begin(t, 1, WHY_REFUSED);
	exits(t, 0);
	process(&t->w, PROCESS_STARTED, 0);
	breaks(t);
}

static void hung_up_first(struct told *t)
{
	begin(t, 1, WHY_END);
	finish(&t->w, on(&t->w, call(&t->w, CALL_CLOSE, 36, 4, 0, 0)), 0, 0);
	exits(t, 0);
	saw(t, MOVE_SAW_END);
	breaks(t);
}

/* ---- two families */

static void listens_for(struct told *t, int only, uint16_t port)
{
	static uint8_t value;
	struct event ev;

	begin(t, 1, WHY_REFUSED);
	value = only;
	ev = call(&t->w, CALL_SETSOCKOPT, 17, 3, IPPROTO_IPV6, IPV6_V6ONLY);
	ev.call.inode = 9;
	ev.call.data = (struct bytes){ &value, 1 };
	finish(&t->w, ev, 0, 0);
	ev = call(&t->w, CALL_LISTEN, 23, 3, 5, 0);
	ev.call.inode = 9;
	ev.call.local = (struct address){ .family = AF_INET6, .port = port };
	finish(&t->w, ev, 0, 0);
	saw(t, MOVE_REFUSED);
	breaks(t);
}

static void for_six_only(struct told *t)
{
	listens_for(t, 1, 7000);
}

static void for_both(struct told *t)
{
	listens_for(t, 0, 7000);
}

static void elsewhere(struct told *t)
{
	listens_for(t, 1, 7001);
}

/* ---- what came and went */

static void brought(struct told *t, int broken)
{
	struct event ev;

	begin(t, broken, WHY_SILENCE);
	t->verdict.first_difference = 0;
	buf_add_str(&t->verdict.expected, "hello\n");
	ev = with_data(on(&t->w, call(&t->w, CALL_RECVFROM, 31, 4, 0x7ffe, 1024)), "hello\n");
	finish(&t->w, ev, 6, 0);
	breaks(t);
}

static void owes_an_echo(struct told *t)
{
	brought(t, 1);
}

static void should_print_it(struct told *t)
{
	brought(t, 2);
}

static void says(struct told *t, const char *what)
{
	struct event ev = { .kind = EVENT_OUTPUT };

	ev.output = (struct output_event){ 1, bytes_of(what) };
	add(&t->w, ev);
}

static void printed_for_ana(struct told *t)
{
	begin(t, 1, WHY_SILENCE);
	says(t, "ready\n");
	step(&t->w, 0, STEP_DONE, WHY_NONE);
	says(t, "hello\n");
	breaks(t);
}

static void printed_what_was_asked(struct told *t)
{
	begin(t, 1, WHY_SILENCE);
	says(t, "ready\n");
	step(&t->w, 0, STEP_DONE, WHY_NONE);
	breaks(t);
}

static const struct {
	const char *name;
	void (*build)(struct told *t);
	const char *words;
} runs[] = {
	{ "had exited", had_exited,
		"  By then your program had ended with status 0: it left at echo.c:40.\n" },
	{ "was killed", was_killed, "  By then your program had been killed by SIGPIPE.\n" },
	{ "is told already", is_told_already, "" },
	{ "ended afterwards", ended_afterwards, "" },
	{ "child serves on", child_serves_on, NULL },
	{ "started again", started_again, "" },
	{ "hung up first", hung_up_first, "" },
	{ "for six only", for_six_only,
		"  Your program listens on port 7000, but for IPv6 only, as it asked by "
		"IPV6_V6ONLY at echo.c:17; the caller came by IPv4.\n" },
	{ "for both", for_both, "" },
	{ "elsewhere", elsewhere, "" },
	{ "owes an echo", owes_an_echo,
		"  It sent back none of the 6 bytes that recv() had brought at echo.c:31.\n" },
	{ "should print it", should_print_it, "" },
	{ "printed for ana", printed_for_ana,
		"  It printed on standard output, which nobody else hears: \"hello\"\n" },
	{ "printed what was asked", printed_what_was_asked, "" },
};

static void it_is_said_where_it_is_so(void **state)
{
	const struct verdict_text_options o = { .columns = 400 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		AUTO(buf_free) struct buf out = { 0 };
		struct told t;

		runs[i].build(&t);
		struct check_run run = { .timeline = t.w.tl, .verdict = t.verdict };
		verdict_doing_text(&out, &conversation, &run, &o);
		verdict_complaints_text(&out, &conversation, &run, &o);
		if (!runs[i].words && !strstr(buf_str(&out), "By then"))
			buf_cut(&out, 0);
		if (strcmp(buf_str(&out), runs[i].words ? runs[i].words : "") != 0)
			fail_msg("%s: %s", runs[i].name, buf_str(&out));
		buf_free(&t.verdict.expected);
		timeline_free(t.w.tl);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_said_where_it_is_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
