// SPDX-License-Identifier: MIT
/* What is said by hand becomes a script that an instructor could have written: it is loaded back as a conversation here. */
#include "tui_scenes.h"

#include "tui/peer_script.h"

enum { END = PEER_READS_END + 1, UNDO, OTHER };

struct said {
	int act;
	const char *text;
};

static const struct {
	const char *exercise;
	struct said said[9];
	const char *steps;   /* of the saved script, as it says them */
	const char *refused; /* what the last one is told; NULL: nothing */
} scripts[] = {
	{ "2.1", { { END, NULL } }, "you:call", NULL },
	{ "2.1", { { PEER_SENDS, "a" }, { END, NULL } }, "you:call ana:connects ana:sends", NULL },
	{ "2.1", { { PEER_NEW, "" }, { PEER_SENDS, "a" }, { END, NULL } },
		"you:call ana:connects ana:sends", NULL },
	{ "2.1",
		{ { PEER_SENDS, "a" }, { PEER_NEW, "" }, { PEER_SENDS, "b" }, { PEER_RESETS, "" },
			{ END, NULL } },
		"you:call ana:connects ana:sends bob:connects bob:sends bob:resets", NULL },
	{ "2.1",
		{ { PEER_SENDS, "a" }, { PEER_NEW, "" }, { UNDO, NULL }, { PEER_SENDS, "c" },
			{ END, NULL } },
		"you:call ana:connects ana:sends ana:sends", NULL },
	{ "2.1", { { PEER_CLOSES, "" }, { PEER_SENDS, "late" }, { END, NULL } },
		"you:call ana:connects ana:closes", "cannot follow" },
	{ "2.1", { { PEER_FINISHES, "" }, { PEER_FINISHES, "" }, { END, NULL } },
		"you:call ana:connects ana:finishes", "cannot follow" },
	{ "2.1", { { UNDO, NULL }, { END, NULL } }, "you:call", NULL },
	{ "udp", { { PEER_SENDS, "a" }, { PEER_RESETS, "" }, { END, NULL } }, "you:call ana:sends",
		"UDP has no connections" },
	{ "udp",
		{ { PEER_SENDS, "a" }, { PEER_NEW, "" }, { OTHER, "ana" }, { PEER_NEW, "" },
			{ PEER_SENDS, "b" }, { OTHER, "ana" }, { PEER_SENDS, "" }, { END, NULL } },
		"you:call ana:sends bob:sends ana:sends", NULL },
	/* an earlier client speaks again; one that is gone does not */
	{ "2.1",
		{ { PEER_SENDS, "a" }, { PEER_NEW, "" }, { OTHER, "ana" }, { PEER_SENDS, "b" },
			{ OTHER, "bob" }, { PEER_FINISHES, "" }, { OTHER, "ana" }, { END, NULL } },
		"you:call ana:connects ana:sends bob:connects ana:sends bob:finishes", NULL },
	{ "2.1",
		{ { PEER_SENDS, "a" }, { PEER_NEW, "" }, { PEER_RESETS, "" }, { OTHER, "ana" },
			{ OTHER, NULL }, { PEER_NEW, "" }, { OTHER, "ana" }, { END, NULL } },
		"you:call ana:connects ana:sends bob:connects bob:resets eve:connects", NULL },
	{ "2.1",
		{ { PEER_SENDS, "a" }, { PEER_NEW, "" }, { OTHER, "ana" }, { PEER_CLOSES, "" },
			{ UNDO, "ana" }, { PEER_SENDS, "b" }, { UNDO, "ana" }, { END, NULL } },
		"you:call ana:connects ana:sends bob:connects", NULL },
	{ "2.1", { { OTHER, NULL }, { PEER_SENDS, "a" }, { OTHER, NULL }, { END, NULL } },
		"you:call ana:connects ana:sends", NULL },
};

/* The small course has no datagrams: they come to a server that is said to want them. */
static struct peer_script *script_for(const char *id, struct err *err)
{
	bool datagram = !strcmp(id, "udp");
	struct exercise e = *scene_exercise(datagram ? "2.1" : id);

	e.program.datagram = e.program.datagram || datagram;
	return peer_script_new(&e, err); /* which copies it */
}

/* OTHER and UNDO leave this one speaking; of OTHER, NULL: there is no other. */
static void do_one(struct peer_script *s, const struct said *a, struct err *err)
{
	if (a->act == UNDO)
		peer_script_undo(s);
	else if (a->act == OTHER)
		assert_int_equal(peer_script_next_speaker(s), a->text != NULL);
	else
		peer_script_act(s, a->act, bytes_of(a->text), err);
	if (a->act >= UNDO && a->text)
		assert_string_equal(peer_script_speaker(s), a->text);
}

static void add_steps(struct buf *out, const cJSON *conversation)
{
	const cJSON *step;

	cJSON_ArrayForEach(step, cJSON_GetObjectItem(conversation, "script"))
	{
		const cJSON *what = step->child;

		buf_addf(out, "%s%s:%s", out->len ? " " : "", what->string,
			cJSON_IsString(what) ? what->valuestring : what->child->string);
	}
}

static void said_becomes_a_script(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		struct err err = { "" };
		struct peer_script *s = script_for(scripts[i].exercise, &err);
		AUTO(buf_free) struct buf json = { 0 };
		AUTO(buf_free) struct buf steps = { 0 };
		struct conversation c = { 0 };
		const struct json_at top = { NULL, "saved", 0 };
		cJSON *read;

		assert_non_null(s);
		for (const struct said *a = scripts[i].said; a->act != END; a++)
			do_one(s, a, &err);
		if (scripts[i].refused)
			assert_non_null(strstr(err.text, scripts[i].refused));
		else
			assert_string_equal(err.text, "");
		peer_script_json(s, &json);
		read = cJSON_Parse(buf_str(&json));
		assert_non_null(read);
		assert_true(conversation_decode(&top, read, &c, &err));
		add_steps(&steps, read);
		assert_string_equal(buf_str(&steps), scripts[i].steps);
		cJSON_Delete(read);
		conversation_free(&c);
		peer_script_free(s);
	}
}

static void add_event(struct timeline *tl, struct event ev)
{
	timeline_add(tl, &ev);
}

/* What came after the last thing said is waited for from then on; the listening step is not part of it. */
static void answers_become_steps(void **state)
{
	struct err err = { "" };
	struct peer_script *s = peer_script_new(scene_exercise("2.1"), &err);
	struct timeline *tl = timeline_new(), *story;
	AUTO(buf_free) struct buf json = { 0 };
	AUTO(buf_free) struct buf steps = { 0 };
	int last;
	cJSON *read;

	(void)state;
	assert_true(peer_script_act(s, PEER_SENDS, bytes_of("hi\n"), &err));
	last = peer_script_exercise(s)->conversations[0].step_count - 1; /* it listens */
	assert_int_equal(last, 3);
	add_event(tl,
		(struct event){ .kind = EVENT_RUN, .who = WHO_TOOL, .run = { .cast = "you ana" } });
	add_event(tl, (struct event){ .kind = EVENT_STEP,
			      .who = WHO_TOOL,
			      .t0 = 1,
			      .step = { .index = last - 1, .what = STEP_BEGAN } });
	add_event(tl, (struct event){ .kind = EVENT_STEP,
			      .who = WHO_TOOL,
			      .t0 = 2,
			      .step = { .index = last, .what = STEP_BEGAN } });
	add_event(tl, (struct event){ .kind = EVENT_MOVE,
			      .who = 1,
			      .t0 = 3,
			      .move = { .what = MOVE_GOT, .data = bytes_of("h") } });
	add_event(tl, (struct event){ .kind = EVENT_MOVE,
			      .who = 1,
			      .t0 = 4,
			      .move = { .what = MOVE_GOT, .data = bytes_of("i\n") } });
	add_event(tl,
		(struct event){
			.kind = EVENT_MOVE, .who = 1, .t0 = 5, .move = { .what = MOVE_SAW_END } });
	add_event(tl, (struct event){ .kind = EVENT_STEP,
			      .who = WHO_TOOL,
			      .t0 = 6,
			      .step = { .index = last, .what = STEP_BROKE, .why = WHY_END } });
	assert_false(peer_script_broke(s, tl));
	story = peer_script_story(s, tl, "solution");
	assert_int_equal(timeline_count(story), timeline_count(tl) - 2);
	assert_string_equal(timeline_run(story)->cast, "solution ana");
	timeline_free(story);
	peer_script_answered(s, tl);
	peer_script_answered(s, tl); /* told twice, they are still the same answers */
	peer_script_json(s, &json);
	read = cJSON_Parse(buf_str(&json));
	add_steps(&steps, read);
	assert_string_equal(buf_str(&steps), "you:call ana:connects ana:sends ana:gets ana:sees");
	assert_non_null(strstr(buf_str(&json), "hi\\n"));
	cJSON_Delete(read);
	assert_true(peer_script_undo(s)); /* with what was answered to it */
	assert_false(peer_script_undo(s));
	timeline_free(tl);
	peer_script_free(s);
}

static void add_moves(struct timeline *tl, const char *got, bool reset, int last)
{
	add_event(tl, (struct event){ .kind = EVENT_STEP,
			      .who = WHO_TOOL,
			      .t0 = 1,
			      .step = { .index = last, .what = STEP_BEGAN } });
	add_event(tl, (struct event){ .kind = EVENT_MOVE,
			      .who = 1,
			      .t0 = 2,
			      .move = { .what = MOVE_GOT, .data = bytes_of(got) } });
	if (reset)
		add_event(tl, (struct event){ .kind = EVENT_MOVE,
				      .who = 1,
				      .t0 = 3,
				      .move = { .what = MOVE_SAW_RESET } });
}

/* The program reset the connection; mended, it answers something else to the last thing said, and there is more to say. */
static void another_program_may_answer_otherwise(void **state)
{
	struct err err = { "" };
	struct peer_script *s = peer_script_new(scene_exercise("2.1"), &err);
	struct timeline *first = timeline_new(), *second = timeline_new(), *third = timeline_new();
	AUTO(buf_free) struct buf json = { 0 };
	AUTO(buf_free) struct buf steps = { 0 };
	cJSON *read;

	(void)state;
	assert_true(peer_script_act(s, PEER_SENDS, bytes_of("a"), &err));
	add_moves(first, "a", false, peer_script_exercise(s)->conversations[0].step_count - 1);
	peer_script_answered(s, first);
	assert_true(peer_script_act(s, PEER_SENDS, bytes_of("b"), &err));
	add_moves(second, "a", true, peer_script_exercise(s)->conversations[0].step_count - 1);
	peer_script_answered(s, second);
	assert_false(peer_script_act(s, PEER_SENDS, bytes_of("c"), &err));
	peer_script_forget_answer(s);
	add_moves(third, "ab", false, peer_script_exercise(s)->conversations[0].step_count - 1);
	peer_script_answered(s, third);
	assert_true(peer_script_act(s, PEER_SENDS, bytes_of("c"), &err));
	peer_script_json(s, &json);
	read = cJSON_Parse(buf_str(&json));
	add_steps(&steps, read);
	assert_string_equal(buf_str(&steps),
		"you:call ana:connects ana:sends ana:gets ana:sends ana:gets ana:sends");
	assert_int_equal(peer_script_said(s), 3);
	cJSON_Delete(read);
	timeline_free(first);
	timeline_free(second);
	timeline_free(third);
	peer_script_free(s);
}

/* A run of the script: this came to ana, after which everybody waited; `ms` later that was known. */
static struct timeline *run_of(const struct peer_script *s, const char *got, uint64_t ms)
{
	struct timeline *tl = timeline_new();
	int last = peer_script_exercise(s)->conversations[0].step_count - 1;
	struct event step = { .kind = EVENT_STEP,
		.who = WHO_TOOL,
		.t0 = 2,
		.step = { .index = last, .what = STEP_BEGAN } };

	if (*got)
		add_event(tl, (struct event){ .kind = EVENT_MOVE,
				      .who = 1,
				      .t0 = 1,
				      .move = { .what = MOVE_GOT, .data = bytes_of(got) } });
	add_event(tl, step);
	step.t0 += ms * 1000000;
	step.step.what = STEP_DONE;
	add_event(tl, step);
	return tl;
}

/* What nobody answers, and what several say, is kept apart by a silence, so that it comes in the same order again. */
static void silence_keeps_the_order(void **state)
{
	static const struct {
		const char *exercise;
		struct {
			struct said said;
			const char *heard; /* by ana, since the beginning */
			uint64_t ms;
		} rounds[4];
		enum delivery delivery;
		const char *steps;
	} rows[] = {
		{ "2.1", { { { PEER_SENDS, "hi\n" }, "hi\n", 1 } }, DELIVERY_WHOLE,
			"you:call ana:connects ana:sends ana:gets" },
		{ "2.1", { { { PEER_SENDS, "h" }, "", 1 }, { { PEER_SENDS, "i\n" }, "hi\n", 1 } },
			DELIVERY_WHOLE,
			"you:call ana:connects ana:sends you:sees ana:sends ana:gets" },
		{ "2.1", { { { PEER_SENDS, "h" }, "", 1 }, { { PEER_SENDS, "i\n" }, "hi\n", 1 } },
			DELIVERY_GLUED, "you:call ana:connects ana:sends ana:sends ana:gets" },
		{ "2.1", { { { PEER_SENDS, "h" }, "", 300 } }, DELIVERY_WHOLE,
			"you:call ana:connects ana:sends" },
		{ "2.1",
			{ { { PEER_SENDS, "a" }, "a", 1 }, { { PEER_NEW, "" }, "a", 1 },
				{ { PEER_SENDS, "b" }, "ab", 1 } },
			DELIVERY_WHOLE,
			"you:call ana:connects ana:sends ana:gets bob:connects you:sees bob:sends "
			"ana:gets you:sees" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { "" };
		struct peer_script *s = peer_script_new(scene_exercise(rows[i].exercise), &err);
		AUTO(buf_free) struct buf json = { 0 };
		AUTO(buf_free) struct buf steps = { 0 };
		cJSON *read;

		peer_script_set_delivery(s, rows[i].delivery);
		for (size_t k = 0; k < ARRAY_LEN(rows[i].rounds) && rows[i].rounds[k].heard; k++) {
			AUTO(timeline_freep) struct timeline *tl = NULL;

			do_one(s, &rows[i].rounds[k].said, &err);
			tl = run_of(s, rows[i].rounds[k].heard, rows[i].rounds[k].ms);
			peer_script_answered(s, tl);
		}
		peer_script_json(s, &json);
		read = cJSON_Parse(buf_str(&json));
		add_steps(&steps, read);
		assert_string_equal(buf_str(&steps), rows[i].steps);
		cJSON_Delete(read);
		peer_script_free(s);
	}
}

static void a_program_alone_has_no_peer(void **state)
{
	struct err err = { "" };

	(void)state;
	assert_null(peer_script_new(scene_exercise("1.1"), &err));
	assert_non_null(strstr(err.text, "talks to nobody"));
}

static const struct {
	const char *text, *bytes; /* NULL: refused */
	size_t len;
} hexes[] = {
	{ "68 65 6c", "hel", 3 },
	{ "68656c", "hel", 3 },
	{ "0x68, 0x65", "he", 2 },
	{ "00ff", "\0\xff", 2 },
	{ "FF", "\xff", 1 },
	{ "", NULL, 0 },
	{ "   ", NULL, 0 },
	{ "6", NULL, 0 },
	{ "zz", NULL, 0 },
	{ "0x", NULL, 0 },
};

static void bytes_by_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hexes); i++) {
		AUTO(buf_free) struct buf out = { 0 };
		struct err err = { "" };
		bool ok = peer_hex(hexes[i].text, &out, &err);

		assert_int_equal(ok, hexes[i].bytes != NULL);
		if (ok)
			assert_int_equal(out.len, hexes[i].len);
		if (ok)
			assert_memory_equal(out.data, hexes[i].bytes, out.len);
		else
			assert_string_not_equal(err.text, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(said_becomes_a_script),
		cmocka_unit_test(answers_become_steps),
		cmocka_unit_test(another_program_may_answer_otherwise),
		cmocka_unit_test(silence_keeps_the_order),
		cmocka_unit_test(a_program_alone_has_no_peer),
		cmocka_unit_test(bytes_by_numbers),
	};

	return cmocka_run_group_tests(tests, world_begin, world_end);
}
