// SPDX-License-Identifier: MIT
/* Every view as a reader sees it, at several sizes, against tests/golden/tui/NAME.txt. BLESS=1 writes those anew. A row that is selected
 * ends in «. */
#include "tui_scenes.h"

#include "tui/ladder_view.h"

static void new_exercise(struct screen *screen)
{
	scene_keys(screen, "2.1\n\n");
}

static void broken(struct screen *screen)
{
	new_exercise(screen);
	scene_result(screen, "2.1", "broke.jsonl");
}

static void other_bytes(struct screen *screen)
{
	new_exercise(screen);
	scene_result(screen, "2.1", "bytes.jsonl");
}

static void held(struct screen *screen)
{
	new_exercise(screen);
	scene_result(screen, "2.1", "two.jsonl");
}

static void tell_views(struct screen *screen)
{
	for (int i = 0; i < screen->depth; i++)
		if (screen->stack[i].class->changed)
			screen->stack[i].class->changed(screen, screen->stack[i].self);
}

/* The file that was checked last did not compile. */
static void refuse(struct screen *screen)
{
	struct event ev = { .kind = EVENT_DIAGNOSTIC,
		.diagnostic = { "error", "expected ';' before \x1b[2J'}' token", "", "1-echo.c", 15,
			9, 12 } };

	check_result_free(&screen->result);
	screen->result = (struct check_result){ .outcome = OUTCOME_BROKE,
		.compile = { .outcome = COMPILE_REFUSED,
			.command = xstrdup("gcc 1-echo.c -o 1-echo"),
			.said = timeline_new() } };
	timeline_add(screen->result.compile.said, &ev);
	tell_views(screen);
}

static void refused(struct screen *screen)
{
	broken(screen);
	refuse(screen);
}

/* A check in its middle, of which there is nothing but that it runs: nobody reads from it. */
static struct check_job *pretended(void)
{
	return (struct check_job *)&world;
}

static void checking(struct screen *screen)
{
	AUTO(timeline_freep) struct timeline *tl = scene_recording("broke.jsonl");

	new_exercise(screen);
	screen->checked = scene_exercise("2.1");
	screen->job = pretended();
	screen->live = timeline_new();
	screen->live_conversation = 0;
	for (size_t i = 0; i < timeline_count(tl) / 2; i++)
		timeline_add(screen->live, timeline_arrival(tl, i));
	tell_views(screen);
}

/* Of the file that could not be read there is no line to name. */
static void unreadable(struct screen *screen)
{
	broken(screen);
	check_result_free(&screen->result);
	screen->result = (struct check_result){ .outcome = OUTCOME_BROKE,
		.compile = { .outcome = COMPILE_BAD_FILE,
			.text = xstrdup("1-echo.c is a folder, not a regular file"),
			.said = timeline_new() } };
	tell_views(screen);
}

/* The file is saved, and does not compile, while something else of the exercise is looked at. */
static void refused_behind(struct screen *screen, const char *keys)
{
	broken(screen);
	scene_keys(screen, keys);
	screen->live_conversation = -1; /* there is no run of it yet */
	screen->job = pretended();
	tell_views(screen);
	screen->job = NULL;
	refuse(screen);
}

static void refused_behind_ladder(struct screen *screen)
{
	refused_behind(screen, "t");
}

/* A check that was stopped has no result; what was told of the one before is out of date. */
static void stopped(struct screen *screen)
{
	broken(screen);
	scene_keys(screen, "V");
	check_result_free(&screen->result);
	screen->result = (struct check_result){ 0 };
	tell_views(screen);
}

static void peer(struct screen *screen)
{
	struct timeline *tl = scene_recording("broke.jsonl");

	new_exercise(screen);
	scene_keys(screen, "p");
	buf_cut(&screen->message, 0);
	peer_view_take(screen, screen->stack[screen->depth - 1].self, tl);
	timeline_free(tl);
}

/* A demo in the middle of being played. */
static void demo(struct screen *screen)
{
	struct timeline *tl = scene_recording("two.jsonl");
	struct ladder_view *v = ladder_view_push(screen, &demo_view);

	buf_cut(&screen->message, 0);
	ladder_view_grow(v, tl, &scene_exercise("2.1")->conversations[0], true);
	timeline_free(tl);
	ladder_view_play(v);
	ladder_pane_move(&v->pane, 12);
}

/* A program that prints more than its lane has room for. */
static void talkative(struct screen *screen)
{
	static const char said[] =
		"a line that is longer than the lane of the program in a narrow terminal\n";
	struct timeline *tl = scene_recording("broke.jsonl");
	struct event ev = { .kind = EVENT_OUTPUT,
		.who = WHO_YOU,
		.t0 = 1,
		.output = { .fd = 1, .data = bytes_of(said) } };

	timeline_add(tl, &ev);
	ladder_view_grow(ladder_view_push(screen, &ladder_view), tl, NULL, true);
	timeline_free(tl);
}

/* A program that goes on with its recv() and send() for a while. */
static void tireless(struct screen *screen)
{
	struct timeline *once = scene_recording("broke.jsonl"),
			*tl = scene_recording("broke.jsonl");
	size_t n = timeline_count(once);
	uint64_t now = timeline_at(once, n - 1)->t0;

	for (size_t i = 0; i < 2000 * n; i++) {
		struct event ev = *timeline_at(once, i % n);

		if (ev.kind != EVENT_CALL ||
			(ev.call.id != CALL_RECVFROM && ev.call.id != CALL_SENDTO))
			continue;
		ev.id = 0; /* another one */
		ev.t0 = ev.t1 = now += 1000;
		timeline_add(tl, &ev);
	}
	buf_cut(&screen->message, 0);
	ladder_view_grow(ladder_view_push(screen, &ladder_view), tl, NULL, true);
	timeline_free(once);
	timeline_free(tl);
}

/* A break that takes many words: a step about a call, and how the program ended instead. */
static void wordy(struct screen *screen)
{
	static struct step steps[8];
	static const struct conversation c = { .steps = steps, .step_count = ARRAY_LEN(steps) };
	struct timeline *tl = scene_recording("broke.jsonl");
	struct ladder_view *v = ladder_view_push(screen, &ladder_view);

	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		steps[i] = (struct step){ .who = WHO_YOU,
			.verb = VERB_CALL,
			.call = { .name = "bind",
				.result = RESULT_OK,
				.type = "stream",
				.address = "any",
				.port = -2,
				.backlog = -1 } };
	buf_cut(&screen->message, 0);
	ladder_view_grow(v, tl, &c, true);
	timeline_free(tl);
}

static void checking_fails(struct screen *screen)
{
	struct err err;
	struct progress p = { .state = PROGRESS_DONE, .tries = 3, .hints_seen = 2 };

	assert_true(workspace_add_progress(screen->workspace, "1.1", &p, &err));
	scene_keys(screen, "1.1\n\nc");
}

static void done(struct screen *screen)
{
	struct err err;
	struct progress p = { .state = PROGRESS_DONE, .tries = 3, .hints_seen = 0 };

	assert_true(workspace_add_progress(screen->workspace, "1.1", &p, &err));
	scene_keys(screen, "1.1\n\n");
}

static const struct {
	const char *name;
	void (*prepare)(struct screen *screen);
	const char *keys;
} scenes[] = {
	{ "course", NULL, "" },
	{ "course-found", NULL, "/bytes\n" },
	{ "course-filter", NULL, "fecho\n" },
	{ "course-nothing", NULL, "fzzz\n" },
	{ "course-jump", NULL, "2" },
	{ "course-nowhere", NULL, "2.9\n" },
	{ "course-no-lesson", NULL, "77.1\n" },
	{ "lesson", NULL, "1\nl" },
	{ "lesson-search", NULL, "1\nl/wrapped\n\t" },
	{ "task", new_exercise, "" },
	{ "task-hints", new_exercise, "hh" },
	{ "task-done-hint", done, "h" },
	{ "task-done-no-compiler", checking_fails, "" },
	{ "checking", checking, "" },
	{ "checking-no-verdict", checking, "V" },
	{ "checking-ladder", checking, "t" },
	{ "verdict-refused", refused, "" },
	{ "verdict-broke", broken, "" },
	{ "verdict-bytes", other_bytes, "" },
	{ "verdict-held", held, "" },
	{ "verdict-alone", broken, "V\t" },
	{ "verdict-stopped", stopped, "" },
	{ "verdict-no-line", unreadable, "" },
	{ "ladder", broken, "t" },
	{ "ladder-opened", broken, "tgjjjjj\n" },
	{ "ladder-scrolled", broken, "tgjjjjj\nJJJ" },
	{ "ladder-calls", broken, "t-" },
	{ "ladder-all", broken, "t++" },
	{ "ladder-old-run", refused_behind_ladder, "" },
	{ "ladder-two-actors", held, "tG" },
	{ "ladder-prints", talkative, "g" },
	{ "ladder-folded", tireless, "Gk\n" },
	{ "ladder-bytes", other_bytes, "t" },
	{ "ladder-break", wordy, "x" },
	{ "ladder-break-opened", other_bytes, "tx\n" },
	{ "ladder-break-parts", wordy, "x\n" },
	{ "ladder-found", held, "t/bob gets\n" },
	{ "kernel", held, "tGkkkks" },
	{ "kernel-waits", other_bytes, "txs" },
	{ "solution-asked", new_exercise, "s" },
	{ "solution", new_exercise, "sy" },
	{ "peer-no-compiler", new_exercise, "p" },
	{ "peer", peer, "" },
	{ "peer-typing", peer, "hello" },
	{ "peer-wrong-hex", peer, "X0g\n" },
	{ "demo", demo, "" },
	{ "demo-help", demo, "?" },
	{ "help", broken, "t?" },
	{ "help-course", NULL, "?" },
	{ "settings", NULL, "Sjj" },
};

static const struct {
	int cols, rows;
	bool ascii;
} sizes[] = { { 80, 24, false }, { 80, 24, true }, { 40, 10, false }, { 120, 40, false },
	{ 200, 60, false }, { 60, 16, false } };

static bool is_selected(const struct canvas *c, int row)
{
	for (int col = 0; col < c->cols; col++)
		if (c->cells[(size_t)row * c->cols + col].selected)
			return true;
	return false;
}

/* Empty rows at the end are left out but for their number. */
static void add_picture(struct buf *out, const struct canvas *c)
{
	AUTO(buf_free) struct buf text = { 0 };
	const char *line;

	canvas_text(c, &text);
	line = buf_str(&text);
	for (int row = 0; row < c->rows; row++) {
		size_t len = strcspn(line, "\n");

		buf_add(out, line, len);
		buf_add_str(out, is_selected(c, row) ? " «\n" : "\n");
		line += len + 1;
	}
}

static void play(
	const char *name, void (*prepare)(struct screen *), const char *keys, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct screen screen;

		scene_begin(&screen);
		screen_draw(&screen, sizes[i].rows, sizes[i].cols, sizes[i].ascii);
		if (prepare)
			prepare(&screen);
		scene_keys(&screen, keys);
		screen_draw(&screen, sizes[i].rows, sizes[i].cols, sizes[i].ascii);
		buf_addf(out, "==== %s %dx%d%s\n", name, sizes[i].cols, sizes[i].rows,
			sizes[i].ascii ? " ascii" : "");
		add_picture(out, &screen.canvas);
		if (screen.job == pretended())
			screen.job = NULL;
		screen_fini(&screen);
		scene_end(&screen);
		/* the next size begins like this one did */
		unlink("workspace/progress.json");
	}
}

static void say_difference(const char *name, const char *want, const char *got)
{
	int line = 1;

	while (*want && *want == *got) {
		line += *want == '\n';
		want++, got++;
	}
	while (line > 1 && want[-1] != '\n')
		want--, got--;
	fail_msg("%s.txt, line %d:\n  wanted: %.*s\n  got:    %.*s\n(BLESS=1 takes what is seen "
		 "now for "
		 "right)",
		name, line, (int)strcspn(want, "\n"), want, (int)strcspn(got, "\n"), got);
}

static void one_scene(void **state)
{
	size_t i = (size_t)*state;
	AUTO(buf_free) struct buf got = { 0 };
	AUTO(buf_free) struct buf want = { 0 };
	AUTO(freep) char *path = xasprintf("%s/%s.txt", world.golden, scenes[i].name);
	struct err err = { "" };

	play(scenes[i].name, scenes[i].prepare, scenes[i].keys, &got);
	if (getenv("BLESS")) {
		assert_true(file_write(path, buf_bytes(&got), &err));
		return;
	}
	if (!file_read(path, 1 << 20, 0, &want, &err))
		fail_msg("%s", err.text);
	if (strcmp(buf_str(&want), buf_str(&got)) != 0)
		say_difference(scenes[i].name, buf_str(&want), buf_str(&got));
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	for (size_t i = 0; i < ARRAY_LEN(scenes); i++)
		tests[i] = (struct CMUnitTest){
			.name = scenes[i].name, .test_func = one_scene, .initial_state = (void *)i
		};
	return cmocka_run_group_tests(tests, world_begin, world_end);
}
