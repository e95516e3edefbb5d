// SPDX-License-Identifier: MIT
/* What one play owes another: the reference's answers, programs of a port of their own, references in the cast, and the same run for the
 * same seed. */
#include "sent_again.h"
#include "play_show.h"

#define ANA "{'ana':'client'}"

static char dir[] = "/tmp/socklings-play-XXXXXX";
static char *puppet;
static enum stage_level level;

static char *server_args[] = { "{port}", "listen", "accept", "send=HELLO", "drain", NULL };
static char *other_args[] = { "{port}", "listen", "accept", "send=HELP", "drain", NULL };
static char *mute_args[] = { "{port}", "listen", "accept", "drain", NULL };

/* The reference is heard, and others are measured by what it said. */
static void answers_like_the_reference(void **state)
{
	static const struct {
		char **reference, **program;
		enum outcome outcome;
		enum step_why why;
	} rows[] = {
		{ server_args, server_args, OUTCOME_HELD, WHY_NONE },
		{ server_args, other_args, OUTCOME_BROKE, WHY_DIFFERENT },
		{ server_args, mute_args, OUTCOME_BROKE, WHY_SILENCE },
		{ mute_args, mute_args, OUTCOME_HELD, WHY_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct show first = { .program = puppet,
			.cast = ANA,
			.args = rows[i].reference,
			.steps = "{'ana':'connects'},{'ana':{'gets':{'like':'reference'}}}",
			.level = level };
		struct show second = first;
		struct answers like;

		second.args = rows[i].program;
		second.like = &like;
		show_play(&first);
		assert_int_equal(first.verdict.outcome, OUTCOME_HELD);
		answers_from(&like, &first.script, first.timeline);
		assert_int_equal(like.of_step[1].len, rows[i].reference == mute_args ? 0 : 5);
		show_play(&second);
		assert_int_equal(second.verdict.outcome, rows[i].outcome);
		assert_int_equal(second.verdict.why, rows[i].why);
		answers_free(&like);
		show_free(&first);
		show_free(&second);
	}
}

/* One that has a port of its own is talked to there, if that is asked for; else it is not found. */
static void any_port(void **state)
{
	static char *args[] = { "{port}", "listen=7099", "accept", "send=hi", NULL };

	(void)state;
	for (int any = 0; any < 2; any++) {
		struct show s = { .program = puppet,
			.cast = ANA,
			.args = args,
			.steps = "{'ana':'connects'},{'ana':{'gets':'hi'}}",
			.any_port = any,
			.level = level };

		show_play(&s);
		if (s.verdict.outcome != (any ? OUTCOME_HELD : OUTCOME_BROKE))
			show_print(&s);
		assert_int_equal(s.verdict.outcome, any ? OUTCOME_HELD : OUTCOME_BROKE);
		assert_int_equal(s.verdict.why, any ? WHY_NONE : WHY_REFUSED);
		show_free(&s);
	}
}

/* A client meets a real server, which is listening when it comes, however slow it was. */
static void meets_a_reference(void **state)
{
	static char *client_args[] = { "{port}", "connect", "send=hi", "recv", "print=ok", NULL };
	static char *slow_args[] = { "{port}", "sleep=30", "listen", "accept", "recv", "send=HI",
		NULL };
	struct exercise server = { .name = (char *)"00-test/9-server",
		.program = { .role = (char *)"server", .args = slow_args } };
	const char *const programs[] = { NULL, puppet };
	const struct exercise *const exercises[] = { NULL, &server };
	struct show s = { .program = puppet,
		.role = "client",
		.args = client_args,
		.cast = "{'bob':{'is':'reference','of':'9.1'}}",
		.steps = "{'bob':{'call':'accept'}},{'you':{'prints':'ok'}},{'you':{'exits':0}},{'"
			 "bob':{'exits':0}}",
		.references = programs,
		.reference_of = exercises,
		.level = level };

	(void)state;
	show_play(&s);
	if (s.verdict.outcome != OUTCOME_HELD)
		show_print(&s);
	assert_int_equal(s.verdict.outcome, OUTCOME_HELD);
	show_free(&s);
}

/* Nobody is `you`: references and actors among themselves. */
static void a_demo(void **state)
{
	static char *server_says[] = { "{port}", "listen", "accept", "recv", "send=HI", NULL };
	static char *client_says[] = { "{port}", "connect", "send=hi", "recv", "print=ok", NULL };
	struct exercise server = { .name = (char *)"00-test/9-server",
		.program = { .role = (char *)"server", .args = server_says } };
	struct exercise client = { .name = (char *)"00-test/8-client",
		.program = { .role = (char *)"client", .args = client_says } };
	const char *const programs[] = { NULL, puppet, puppet };
	const struct exercise *const exercises[] = { NULL, &server, &client };
	struct show shows[] = {
		{ .cast = "{'server':{'is':'reference','of':'9.1'},'ana':'client'}",
			.steps = "{'ana':'connects'},{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}},{"
				 "'ana':{'sees':'end'}}" },
		{ .cast = "{'server':{'is':'reference','of':'9.1'},'client':{'is':'reference','of':"
			  "'9.4'}}",
			.steps = "{'client':{'prints':'ok'}},{'client':{'exits':0}},{'server':{'"
				 "exits':0}}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(shows); i++) {
		shows[i].references = programs;
		shows[i].reference_of = exercises;
		shows[i].level = level;
		show_play(&shows[i]);
		if (shows[i].verdict.outcome != OUTCOME_HELD)
			show_print(&shows[i]);
		assert_int_equal(shows[i].verdict.outcome, OUTCOME_HELD);
		show_free(&shows[i]);
	}
}

/* More than a pipe holds is given to a program that also answers. */
static void reads_much(void **state)
{
	static char *args[] = { "0", "copy", NULL };
	struct show s = { .program = puppet,
		.role = "program",
		.args = args,
		.steps = "{'you':{'reads':{'pattern':300000}}},{'you':'reads "
			 "end'},{'you':{'prints':{'pattern':300000}}},"
			 "{'you':{'exits':0}}",
		.level = level };

	(void)state;
	show_play(&s);
	assert_int_equal(s.verdict.outcome, OUTCOME_HELD);
	show_free(&s);
}

/* Kinds, who, what: all but the times and the numbers the kernel draws. */
/* When the kernel acknowledges what nobody answered is its own affair. */
static bool is_bare_ack(const struct event *ev)
{
	return ev->kind == EVENT_PACKET && ev->packet.flags == TCP_ACK &&
	       ev->packet.payload_len == 0;
}

static void add_shape(struct buf *out, const struct event *ev)
{
	buf_addf(out, "%d %d", ev->kind, ev->who);
	if (ev->kind == EVENT_CALL)
		buf_addf(out, " %d %jd", ev->call.id, (intmax_t)ev->call.ret);
	else if (ev->kind == EVENT_MOVE)
		buf_addf(out, " %d %zu", ev->move.what, ev->move.data.len);
	else if (ev->kind == EVENT_STEP)
		buf_addf(out, " %d %d", ev->step.index, ev->step.what);
	else if (ev->kind == EVENT_PACKET)
		buf_addf(out, " %x %u", ev->packet.flags, ev->packet.payload_len);
	buf_add_char(out, '\n');
}

/* "" where the kernel sent something twice. */
static char *shape_of(uint64_t seed, enum delivery delivery)
{
	static char *args[] = { "{port}", "listen", "accept", "recv=5", "send=HELLO", "drain",
		"send=!", NULL };
	struct show s = { .program = puppet,
		.cast = ANA,
		.args = args,
		.steps = "{'ana':'connects'},{'ana':{'sends':'hello'}},{'ana':{'gets':'HELLO'}},{'"
			 "ana':{'sends':'more'}},"
			 "{'ana':'finishes'},{'ana':{'gets':'!'}},{'ana':{'sees':'end'}},{'you':{'"
			 "exits':0}}",
		.delivery = delivery,
		.seed = seed,
		.level = level };
	struct buf shape = { 0 };

	show_play(&s);
	buf_add_str(&shape, "");
	for (size_t i = 0; !anything_sent_again(s.timeline) && i < timeline_count(s.timeline); i++)
		if (!is_bare_ack(timeline_at(s.timeline, i)))
			add_shape(&shape, timeline_at(s.timeline, i));
	show_free(&s);
	return buf_take(&shape);
}

static void same_seed_same_run(void **state)
{
	const char *times = getenv("SHOWS");
	int count = times ? atoi(times) : 20;

	(void)state;
	if (level != LEVEL_FULL)
		skip();
	for (int d = 0; d < DELIVERIES; d += DELIVERY_SPLIT) {
		AUTO(freep) char *first = NULL;

		for (int i = 0; i <= count; i++) {
			AUTO(freep) char *again = shape_of(7, d);

			if (first && *again)
				assert_string_equal(first, again);
			else if (*again)
				first = TAKE(again);
		}
		assert_non_null(first);
	}
}

/* A port's bytes differ, and their swap is a port too. */
static void ports(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 5000; seed++) {
		uint16_t port = play_port(seed);

		assert_true(port > 1023 && (port >> 8) != (port & 255) && (port & 255) >= 4);
		assert_int_equal(port, play_port(seed));
	}
}

static int open_stage(void **state)
{
	(void)state;
	stage_prepare();
	if (!mkdtemp(dir))
		return -1;
	puppet = show_program(dir, "tests/stage/puppet/puppet.c");
	level = probe_level(NULL);
	return 0;
}

static int close_stage(void **state)
{
	struct err err;

	(void)state;
	free(puppet);
	return file_remove_tree(dir, &err) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports),
		cmocka_unit_test(answers_like_the_reference),
		cmocka_unit_test(any_port),
		cmocka_unit_test(meets_a_reference),
		cmocka_unit_test(a_demo),
		cmocka_unit_test(reads_much),
		cmocka_unit_test(same_seed_same_run),
	};

	return cmocka_run_group_tests(tests, open_stage, close_stage);
}
