// SPDX-License-Identifier: MIT
/* Verdicts on runs written by hand: a script, what was recorded, what is told. */
#include "judge/verdict.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "judge/heard.h"

/* ---- a run by hand: one event after another, a microsecond apart */

enum { YOU = WHO_YOU, ANA = 1 };

struct tape {
	struct timeline *tl;
	uint64_t now;
};

static uint32_t add(struct tape *t, struct event ev)
{
	t->now += 1000;
	ev.t0 = t->now;
	if (ev.kind != EVENT_CALL)
		ev.t1 = t->now;
	return timeline_add(t->tl, &ev);
}

static void begins(struct tape *t, int who, int index, const char *expected)
{
	add(t, (struct event){ .kind = EVENT_STEP,
		       .who = who,
		       .step = { index, STEP_BEGAN, WHY_NONE,
			       expected ? bytes_of(expected) : (struct bytes){ 0 } } });
}

static void done(struct tape *t, int who, int index)
{
	add(t, (struct event){ .kind = EVENT_STEP, .who = who, .step = { index, STEP_DONE } });
}

static void broke(struct tape *t, int who, int index, enum step_why why)
{
	add(t, (struct event){
		       .kind = EVENT_STEP, .who = who, .step = { index, STEP_BROKE, why } });
}

static void move(struct tape *t, int who, enum move_what what, const char *data)
{
	add(t, (struct event){ .kind = EVENT_MOVE,
		       .who = who,
		       .move = { .what = what,
			       .data = data ? bytes_of(data) : (struct bytes){ 0 } } });
}

static void prints(struct tape *t, int fd, const char *data)
{
	add(t, (struct event){
		       .kind = EVENT_OUTPUT, .who = YOU, .output = { fd, bytes_of(data) } });
}

static void process(struct tape *t, enum process_what what, int value)
{
	add(t, (struct event){ .kind = EVENT_PROCESS,
		       .who = YOU,
		       .process = { what, 10, 10, 1, value, .main = true } });
}

/* In the task `tid`; lasts `us` microseconds, 0: never returned. */
static void call(struct tape *t, int tid, enum call_id id, int64_t ret, uint64_t us)
{
	struct event ev = { .kind = EVENT_CALL,
		.who = YOU,
		.call = { .id = id, .pid = 10, .tid = tid, .ret = ret, .fd = 3 } };

	ev.t1 = us ? t->now + 1000 + us * 1000 : 0;
	ev.call.flags = us ? 0 : CALL_UNFINISHED;
	add(t, ev);
}

static void quiet(struct tape *t)
{
	add(t, (struct event){ .kind = EVENT_QUIET, .who = WHO_TOOL });
}

static void ends(struct tape *t, enum end_how how, const char *text)
{
	add(t, (struct event){ .kind = EVENT_END, .who = WHO_TOOL, .end = { how, text } });
}

/* ---- a script */

static void script_load(struct conversation *c, const char *cast, const char *steps)
{
	const struct json_at at = { .key = "test.json" };
	AUTO(freep)
	char *text = xasprintf("{\"title\":\"t\",\"cast\":%s,\"script\":[%s]}", cast, steps);
	struct err err;
	cJSON *value = json_parse("test.json", bytes_of(text), &err);

	memset(c, 0, sizeof *c);
	if (!value || !conversation_decode(&at, value, c, &err))
		fail_msg("%s: %s", text, err.text);
	cJSON_Delete(value);
}

/* ---- rows */

static const char client[] = "{\"ana\":\"client\"}";
static const char sender[] = "{\"ana\":\"sender\"}";
static const char greeting[] = "{\"ana\":\"connects\"},{\"ana\":{\"gets\":\"hello\\n\"}},{\"ana\":{"
			       "\"sees\":\"end\"}},{\"you\":{\"exits\":0}}";

static void connected(struct tape *t)
{
	begins(t, ANA, 0, NULL);
	move(t, ANA, MOVE_CONNECTS, NULL);
	move(t, ANA, MOVE_CONNECTED, NULL);
	done(t, ANA, 0);
}

static void greeted(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	move(t, ANA, MOVE_GOT, "hello\n");
	done(t, ANA, 1);
	begins(t, ANA, 2, NULL);
	move(t, ANA, MOVE_SAW_END, NULL);
	done(t, ANA, 2);
	begins(t, YOU, 3, NULL);
}

static void play_held(struct tape *t)
{
	greeted(t);
	process(t, PROCESS_EXITED, 0);
	done(t, YOU, 3);
	ends(t, END_PLAYED, NULL);
}

static void play_status(struct tape *t)
{
	greeted(t);
	process(t, PROCESS_EXITED, 1);
	broke(t, YOU, 3, WHY_EXITED);
	ends(t, END_PLAYED, NULL);
}

static void play_different(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	move(t, ANA, MOVE_GOT, "hel");
	move(t, ANA, MOVE_GOT, "p me\n");
	broke(t, ANA, 1, WHY_DIFFERENT);
	move(t, ANA, MOVE_GOT, "too late to be shown");
	ends(t, END_BROKE, NULL);
}

static void play_reset(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	move(t, ANA, MOVE_GOT, "hel");
	move(t, ANA, MOVE_SAW_RESET, NULL);
	broke(t, ANA, 1, WHY_RESET);
	ends(t, END_BROKE, NULL);
}

static void play_crash(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	move(t, ANA, MOVE_SAW_END, NULL);
	broke(t, ANA, 1, WHY_END);
	process(t, PROCESS_KILLED, SIGSEGV);
	ends(t, END_BROKE, NULL);
}

static void play_silence(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	call(t, 10, CALL_ACCEPT, 4, 1);
	call(t, 11, CALL_SOCKET, 3, 1);
	call(t, 10, CALL_RECVFROM, 0, 0);
	quiet(t);
	broke(t, ANA, 1, WHY_SILENCE);
	ends(t, END_BROKE, NULL);
}

static void play_surplus(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	move(t, ANA, MOVE_GOT, "hello\n");
	move(t, ANA, MOVE_GOT, "x");
	done(t, ANA, 1);
	begins(t, ANA, 2, NULL);
	broke(t, ANA, 2, WHY_DIFFERENT);
	ends(t, END_BROKE, NULL);
}

static void play_late(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	ends(t, END_DEADLINE, NULL);
}

static void play_cut_off(struct tape *t)
{
	connected(t);
}

static void play_tool(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	broke(t, ANA, 1, WHY_SILENCE);
	ends(t, END_TOOL, "no memory");
}

static void play_tool_first(struct tape *t)
{
	connected(t);
	ends(t, END_TOOL, "no program");
	ends(t, END_PLAYED, NULL);
}

static void play_cancelled(struct tape *t)
{
	connected(t);
	ends(t, END_CANCELLED, NULL);
}

static void play_unfinished(struct tape *t)
{
	connected(t);
	ends(t, END_PLAYED, NULL);
}

static void play_disordered(struct tape *t)
{
	begins(t, ANA, 1, NULL);
	done(t, ANA, 1);
	ends(t, END_PLAYED, NULL);
}

static void play_done_unbegun(struct tape *t)
{
	done(t, ANA, 0);
	ends(t, END_PLAYED, NULL);
}

static void play_foreign(struct tape *t)
{
	begins(t, ANA, 9, NULL);
	ends(t, END_PLAYED, NULL);
}

static void play_printed(struct tape *t)
{
	begins(t, YOU, 0, "1f 90\n");
	prints(t, 2, "a warning\n");
	prints(t, 1, "90 1f\n");
	broke(t, YOU, 0, WHY_DIFFERENT);
	ends(t, END_BROKE, NULL);
}

static void play_lines(struct tape *t)
{
	begins(t, YOU, 0, "one\n");
	prints(t, 1, "one\r\ntw");
	done(t, YOU, 0);
	begins(t, YOU, 1, NULL);
	prints(t, 1, "o");
	process(t, PROCESS_EXITED, 0);
	broke(t, YOU, 1, WHY_EXITED);
	ends(t, END_BROKE, NULL);
}

static void play_forbidden(struct tape *t)
{
	begins(t, YOU, 0, NULL);
	done(t, YOU, 0);
	begins(t, YOU, 1, NULL);
	call(t, 10, CALL_SOCKET, 3, 1);
	call(t, 10, CALL_CONNECT, 0, 1);
	broke(t, YOU, 0, WHY_FORBIDDEN);
	ends(t, END_BROKE, NULL);
}

static void play_datagrams(struct tape *t)
{
	begins(t, ANA, 0, "ONE");
	move(t, ANA, MOVE_GOT, "ONE");
	move(t, ANA, MOVE_GOT, "TWO");
	move(t, ANA, MOVE_GOT, "THREE");
	done(t, ANA, 0);
	begins(t, ANA, 1, "DUE");
	broke(t, ANA, 1, WHY_DIFFERENT);
	ends(t, END_BROKE, NULL);
}

static void play_killed_by_script(struct tape *t)
{
	begins(t, YOU, 0, NULL);
	done(t, YOU, 0);
	process(t, PROCESS_KILLED, SIGTERM);
	begins(t, ANA, 1, NULL);
	move(t, ANA, MOVE_REFUSED, NULL);
	broke(t, ANA, 1, WHY_REFUSED);
	ends(t, END_BROKE, NULL);
}

struct verdict_row {
	const char *what, *cast, *steps;
	void (*play)(struct tape *t);
	enum outcome outcome;
	int step;
	enum step_why why;
	const char *expected, *actual; /* NULL: not about bytes */
	size_t first;
	enum event_kind cause; /* EVENT_KINDS: none */
	int status, signal;
};

#define NO_BYTES NULL, NULL, SIZE_MAX
static const struct verdict_row rows[] = {
	{ "held", client, greeting, play_held, OUTCOME_HELD, -1, WHY_NONE, NO_BYTES, EVENT_KINDS },
	{ "another status", client, greeting, play_status, OUTCOME_BROKE, 3, WHY_EXITED, NO_BYTES,
		EVENT_PROCESS, .status = 1 },
	{ "other bytes", client, greeting, play_different, OUTCOME_BROKE, 1, WHY_DIFFERENT,
		"hello\n", "help me\n", 3, EVENT_MOVE },
	{ "a reset", client, greeting, play_reset, OUTCOME_BROKE, 1, WHY_RESET, "hello\n", "hel", 3,
		EVENT_MOVE },
	{ "an end that was a crash", client, greeting, play_crash, OUTCOME_BROKE, 1, WHY_DIED,
		"hello\n", "", 0, EVENT_PROCESS, .signal = SIGSEGV },
	{ "silence", client, greeting, play_silence, OUTCOME_BROKE, 1, WHY_SILENCE, "hello\n", "",
		0, EVENT_QUIET },
	{ "more than was wanted", client, greeting, play_surplus, OUTCOME_BROKE, 2, WHY_DIFFERENT,
		"", "x", 0, EVENT_MOVE },
	{ "late, and nobody said so", client, greeting, play_late, OUTCOME_BROKE, 1, WHY_DEADLINE,
		"hello\n", "", 0, EVENT_KINDS },
	{ "no end", client, greeting, play_cut_off, OUTCOME_TOOL_ERROR, -1, WHY_NONE, NO_BYTES,
		EVENT_KINDS },
	{ "a tool error", client, greeting, play_tool, OUTCOME_TOOL_ERROR, -1, WHY_NONE, NO_BYTES,
		EVENT_KINDS },
	{ "a tool error, then an end", client, greeting, play_tool_first, OUTCOME_TOOL_ERROR, -1,
		WHY_NONE, NO_BYTES, EVENT_KINDS },
	{ "cancelled", client, greeting, play_cancelled, OUTCOME_NOT_PLAYED, -1, WHY_NONE, NO_BYTES,
		EVENT_KINDS },
	{ "steps missing", client, greeting, play_unfinished, OUTCOME_TOOL_ERROR, -1, WHY_NONE,
		NO_BYTES, EVENT_KINDS },
	{ "steps out of order", client, greeting, play_disordered, OUTCOME_TOOL_ERROR, -1, WHY_NONE,
		NO_BYTES, EVENT_KINDS },
	{ "a step done before it began", client, greeting, play_done_unbegun, OUTCOME_TOOL_ERROR,
		-1, WHY_NONE, NO_BYTES, EVENT_KINDS },
	{ "another script's record", client, greeting, play_foreign, OUTCOME_TOOL_ERROR, -1,
		WHY_NONE, NO_BYTES, EVENT_KINDS },
	{ "other output", "{}", "{\"you\":{\"prints\":\"1f 90\\n\"}}", play_printed, OUTCOME_BROKE,
		0, WHY_DIFFERENT, "1f 90\n", "90 1f\n", 0, EVENT_OUTPUT },
	{ "a line of CRLF is used up whole", "{}",
		"{\"you\":{\"prints\":{\"line\":\"one\"}}},{\"you\":{\"prints\":[{\"any\":2},\"x\"]"
		"}}",
		play_lines, OUTCOME_BROKE, 1, WHY_EXITED, "<any 2 bytes>x", "two", 2,
		EVENT_PROCESS },
	{ "what must never happen", "{}",
		"{\"you\":{\"never\":\"connect\"}},{\"you\":{\"exits\":0}}", play_forbidden,
		OUTCOME_BROKE, 0, WHY_FORBIDDEN, NO_BYTES, EVENT_CALL },
	{ "the next datagram", sender, "{\"ana\":{\"gets\":\"ONE\"}},{\"ana\":{\"gets\":\"DUE\"}}",
		play_datagrams, OUTCOME_BROKE, 1, WHY_DIFFERENT, "DUE", "TWO", 0, EVENT_MOVE },
	{ "ended by the script is no crash", client,
		"{\"you\":{\"signal\":\"SIGTERM\"}},{\"ana\":\"connects\"}", play_killed_by_script,
		OUTCOME_BROKE, 1, WHY_REFUSED, NO_BYTES, EVENT_MOVE },
};

static void check_bytes(const struct verdict_row *r, const struct verdict *v)
{
	if (v->first_difference != r->first)
		fail_msg("%s: first difference %zu", r->what, v->first_difference);
	if (!r->expected)
		return;
	assert_string_equal(buf_str(&v->expected), r->expected);
	assert_string_equal(buf_str(&v->actual), r->actual);
}

static void check_row(const struct verdict_row *r)
{
	struct tape t = { timeline_new(), 0 };
	struct conversation c;
	struct verdict v;

	script_load(&c, r->cast, r->steps);
	r->play(&t);
	verdict_of(&c, t.tl, &v);
	if (v.outcome != r->outcome || v.step != r->step || v.why != r->why)
		fail_msg("%s: outcome %d, step %d, why %d (%s)", r->what, v.outcome, v.step, v.why,
			v.tool_text ? v.tool_text : "");
	check_bytes(r, &v);
	if ((v.cause ? v.cause->kind : EVENT_KINDS) != r->cause)
		fail_msg("%s: cause %d", r->what, v.cause ? (int)v.cause->kind : -1);
	assert_int_equal(v.status, r->status);
	assert_int_equal(v.signal, r->signal);
	assert_int_equal(v.tool_text != NULL, v.outcome == OUTCOME_TOOL_ERROR);
	verdict_free(&v);
	conversation_free(&c);
	timeline_free(t.tl);
}

static void verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(&rows[i]);
}

/* The cause of a difference is the piece that brought the differing byte, not the last or the first. */
static void tells_the_piece(void **state)
{
	struct tape t = { timeline_new(), 0 };
	struct conversation c;
	struct verdict v;

	(void)state;
	script_load(&c, client, greeting);
	play_different(&t);
	verdict_of(&c, t.tl, &v);
	assert_true(bytes_equal(v.cause->move.data, bytes_of("p me\n")));
	assert_true(v.expected_exact);
	verdict_free(&v);
	conversation_free(&c);
	timeline_free(t.tl);
}

/* One task waits in recv; the other has returned from its call and is on its way. */
static void tells_what_everybody_did(void **state)
{
	struct tape t = { timeline_new(), 0 };
	struct conversation c;
	struct verdict v;

	(void)state;
	script_load(&c, client, greeting);
	play_silence(&t);
	verdict_of(&c, t.tl, &v);
	assert_int_equal(v.doing_count, 2);
	assert_int_equal(v.doing[0].tid, 10);
	assert_int_equal(v.doing[0].call->call.id, CALL_RECVFROM);
	assert_null(v.doing[1].call);
	verdict_free(&v);
	conversation_free(&c);
	timeline_free(t.tl);
}

/* ---- threads that ended, and processes that were stopped */

static void event_of(struct tape *t, enum process_what what, int pid, int tid, int value)
{
	add(t, (struct event){ .kind = EVENT_PROCESS,
		       .who = YOU,
		       .process = { what, pid, tid, pid, value } });
}

/* Main, and thread 11. */
static void two_threads(struct tape *t)
{
	connected(t);
	begins(t, ANA, 1, "hello\n");
	process(t, PROCESS_STARTED, 0);
	event_of(t, PROCESS_THREAD, 10, 11, 0);
}

static void falls_silent(struct tape *t)
{
	quiet(t);
	broke(t, ANA, 1, WHY_SILENCE);
	ends(t, END_BROKE, NULL);
}

static void play_thread_ended(struct tape *t)
{
	two_threads(t);
	call(t, 11, CALL_EXIT, 0, 1);
	call(t, 10, CALL_READ, 0, 0);
	falls_silent(t);
}

static void play_first_thread_ended(struct tape *t)
{
	two_threads(t);
	call(t, 10, CALL_EXIT, 0, 1);
	call(t, 11, CALL_READ, 0, 0);
	falls_silent(t);
}

static void play_last_thread_leaves(struct tape *t)
{
	two_threads(t);
	call(t, 11, CALL_EXIT, 0, 1);
	call(t, 10, CALL_EXIT, 0, 1);
	move(t, ANA, MOVE_SAW_END, NULL);
	broke(t, ANA, 1, WHY_END);
	ends(t, END_BROKE, NULL);
}

static void play_process_ended(struct tape *t)
{
	two_threads(t);
	call(t, 11, CALL_READ, 0, 0);
	process(t, PROCESS_EXITED, 0);
	falls_silent(t);
}

static void stopped_with(struct tape *t, int signal, int then)
{
	two_threads(t);
	call(t, 11, CALL_READ, 0, 0);
	event_of(t, PROCESS_SIGNAL, 10, 10, signal);
	if (then)
		event_of(t, PROCESS_SIGNAL, 10, 10, then);
}

static void play_stopped(struct tape *t)
{
	stopped_with(t, SIGSTOP, 0);
	falls_silent(t);
}

static void play_continued(struct tape *t)
{
	stopped_with(t, SIGSTOP, SIGCONT);
	falls_silent(t);
}

static void play_went_on(struct tape *t)
{
	stopped_with(t, SIGSTOP, 0);
	call(t, 10, CALL_READ, 0, 0);
	falls_silent(t);
}

static void play_stopped_by_terminal(struct tape *t)
{
	stopped_with(t, SIGTSTP, 0);
	falls_silent(t);
}

/* A handler of SIGTSTP may compute. */
static void play_perhaps_stopped(struct tape *t)
{
	stopped_with(t, SIGTSTP, 0);
	broke(t, ANA, 1, WHY_SILENCE);
	ends(t, END_BROKE, NULL);
}

/* All slept; it was woken, and now goes round. */
static void play_circles(struct tape *t)
{
	two_threads(t);
	quiet(t);
	call(t, 10, CALL_READ, 0, 1);
	broke(t, ANA, 1, WHY_SILENCE);
	ends(t, END_BROKE, NULL);
}

static const struct {
	const char *what;
	void (*play)(struct tape *t);
	bool asleep;
	const char *main, *thread; /* "waits", "runs", "ended", or the number of the signal */
} tasks[] = {
	{ "a thread that ended", play_thread_ended, true, "waits", "ended" },
	{ "the first thread ended", play_first_thread_ended, true, "ended", "waits" },
	{ "the last thread leaves", play_last_thread_leaves, false, "runs", "ended" },
	{ "threads go with their process", play_process_ended, true, "ended", "ended" },
	{ "stopped, with all threads", play_stopped, true, "19", "19 waits" },
	{ "continued", play_continued, true, "runs", "waits" },
	{ "it went on without saying so", play_went_on, true, "waits", "waits" },
	{ "another stop, where nobody computes", play_stopped_by_terminal, true, "20", "waits" },
	{ "another stop, that may be none", play_perhaps_stopped, false, "runs", "waits" },
	{ "circles after a rest", play_circles, false, "runs", "runs" },
};

static char *state_of(const struct verdict *v, int tid)
{
	for (size_t i = 0; i < v->doing_count; i++) {
		const struct doing *d = &v->doing[i];

		if (d->tid != tid)
			continue;
		if (d->stopped)
			return xasprintf("%d%s", d->stopped, d->call ? " waits" : "");
		return xstrdup(d->ended ? "ended" : d->call ? "waits" : "runs");
	}
	return xstrdup("unknown");
}

static void tells_ends_and_stops(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tasks); i++) {
		struct tape t = { timeline_new(), 0 };
		struct conversation c;
		struct verdict v;

		script_load(&c, client, greeting);
		tasks[i].play(&t);
		verdict_of(&c, t.tl, &v);
		AUTO(freep) char *main = state_of(&v, 10);
		AUTO(freep) char *thread = state_of(&v, 11);

		if (strcmp(main, tasks[i].main) != 0 || strcmp(thread, tasks[i].thread) != 0 ||
			v.asleep != tasks[i].asleep)
			fail_msg("%s: main %s, thread %s, %sasleep", tasks[i].what, main, thread,
				v.asleep ? "" : "not ");
		verdict_free(&v);
		conversation_free(&c);
		timeline_free(t.tl);
	}
}

/* Judged again from a file, a run gets the same verdict. */
static void survives_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_free) struct buf text = { 0 };
		struct tape t = { timeline_new(), 0 };
		struct timeline *again;
		struct conversation c;
		struct verdict a, b;
		struct err err;

		script_load(&c, rows[i].cast, rows[i].steps);
		rows[i].play(&t);
		timeline_write(t.tl, &text);
		again = timeline_read("run.jsonl", buf_bytes(&text), &err);
		if (!again)
			fail_msg("%s: %s", rows[i].what, err.text);
		verdict_of(&c, t.tl, &a);
		verdict_of(&c, again, &b);
		assert_int_equal(a.outcome, b.outcome);
		assert_int_equal(a.step, b.step);
		assert_int_equal(a.why, b.why);
		assert_true(bytes_equal(buf_bytes(&a.actual), buf_bytes(&b.actual)));
		assert_true(a.first_difference == b.first_difference);
		verdict_free(&a);
		verdict_free(&b);
		conversation_free(&c);
		timeline_free(again);
		timeline_free(t.tl);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(tells_the_piece),
		cmocka_unit_test(tells_what_everybody_did),
		cmocka_unit_test(tells_ends_and_stops),
		cmocka_unit_test(survives_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
