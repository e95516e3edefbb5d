// SPDX-License-Identifier: MIT
/* Correct echo servers of every style, at every delivery and in every storm, are never told to be wrong.
 * SHOWS=N plays each of them N times, with another seed each time; STYLE= and STORM= play only that one. */
#include "play_show.h"

static const char *const styles[] = { "iterative", "bytewise", "fork", "thread", "poll", "epoll",
	"spin" };

static const char ana[] = "{'ana':'client'}";
static const char three[] = "{'ana':'client', 'bob':'client', 'eve':'client'}";

static const struct {
	const char *cast, *steps;
} scripts[] = {
	/* clang-format off */
	{ ana, "{'ana':'connects'}, {'ana':{'sends':'hello, echo'}}, {'ana':{'gets':'hello, echo'}},"
		"{'ana':{'sends':'bye'}}, {'ana':{'gets':'bye'}}, {'ana':'finishes'}, {'ana':{'sees':'end'}}" },
	{ ana, "{'ana':'connects'}, {'ana':{'sends':'one, '}}, {'ana':{'sends':'two'}}, {'ana':'finishes'},"
		"{'ana':{'gets':'one, two'}}, {'ana':{'sees':'end'}}" },
	{ ana, "{'ana':'connects'}, {'ana':{'sends':{'pattern':2000}}}, {'ana':'finishes'},"
		"{'ana':{'gets':{'pattern':2000}}}, {'ana':{'sees':'end'}}" },
	{ three, "{'ana':'connects'}, {'bob':'connects'}, {'ana':'closes'}, {'bob':{'sends':'half a wo'}},"
		"{'bob':{'gets':'half a wo'}}, {'bob':'resets'}, {'eve':'connects'}, {'eve':{'sends':'there?'}},"
		"{'eve':{'gets':'there?'}}, {'eve':'finishes'}, {'eve':{'sees':'end'}}" },
	/* clang-format on */
};

static char dir[] = "/tmp/socklings-play-XXXXXX";

static void play_row(const char *program, const char *style, size_t script, enum delivery delivery,
	enum storm storm, uint64_t seed)
{
	struct show s = { .program = program,
		.cast = scripts[script].cast,
		.steps = scripts[script].steps,
		.delivery = delivery,
		.storm = storm,
		.seed = seed };

	show_play(&s);
	if (s.verdict.outcome != OUTCOME_HELD) {
		show_print(&s);
		fail_msg("%s, script %zu, %s, storm %s, seed %ju: %s at step %d, why %d: %s", style,
			script, delivery_names[delivery], storm_names[storm], (uintmax_t)seed,
			outcome_names[s.verdict.outcome], s.verdict.step, s.verdict.why,
			s.verdict.tool_text ? s.verdict.tool_text : "");
	}
	show_free(&s);
}

static bool is_asked(const char *variable, const char *word)
{
	const char *only = getenv(variable);

	return !only || strcmp(only, word) == 0;
}

/* Whoever never rests is given 20 ms for each piece: byte by byte only little is sent, unless more was asked for. */
static bool is_quick(const char *style, size_t script, int delivery)
{
	return strcmp(style, "spin") != 0 || script == 1 || delivery != DELIVERY_BYTES;
}

static void play_style(const char *style, int times)
{
	AUTO(freep) char *source = xasprintf("tests/stage/echo/%s.c", style);
	AUTO(freep) char *program = show_program(dir, source);
	uint64_t start = clock_steady_ns();
	size_t count = 0, all = ARRAY_LEN(scripts) * DELIVERIES * STORMS;

	for (size_t i = 0; i < all * (times ? times : 1); i++) {
		int storm = i % STORMS, delivery = i / STORMS % DELIVERIES;
		size_t script = i / STORMS / DELIVERIES % ARRAY_LEN(scripts);

		if (!is_asked("STORM", storm_names[storm]) ||
			(!times && !is_quick(style, script, delivery)))
			continue;
		play_row(program, style, script, delivery, storm, 41 + i);
		count++;
	}
	print_message("%-10s %zu shows, %.1f ms each\n", style, count,
		(clock_steady_ns() - start) / 1e6 / count);
}

static void styles_hold(void **state)
{
	const char *times = getenv("SHOWS");

	(void)state;
	if (probe_level(NULL) != LEVEL_FULL)
		skip();
	for (size_t i = 0; i < ARRAY_LEN(styles); i++)
		if (is_asked("STYLE", styles[i]))
			play_style(styles[i], times ? atoi(times) : 0);
}

static int make_dir(void **state)
{
	(void)state;
	stage_prepare();
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	struct err err;

	(void)state;
	return file_remove_tree(dir, &err) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(styles_hold),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
