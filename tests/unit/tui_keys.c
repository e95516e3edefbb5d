// SPDX-License-Identifier: MIT
/* Keys pressed at random over every view, at random sizes: nothing is lost, nothing is drawn outside, and the way out is always there. */
#include "tui_scenes.h"

#include "base/hash.h"
#include "tui/ladder_view.h"

enum { ROUNDS = 40, KEYS = 400 };

static const int special[] = { TERM_UP, TERM_DOWN, TERM_LEFT, TERM_RIGHT, TERM_PAGE_UP,
	TERM_PAGE_DOWN, TERM_HOME, TERM_END, TERM_BACKSPACE, TERM_DELETE, TERM_ENTER, TERM_ENTER,
	TERM_TAB, TERM_BACK_TAB, TERM_ESCAPE, TERM_RESIZED, TERM_CLICK, TERM_WHEEL_UP,
	TERM_WHEEL_DOWN, TERM_F1, TERM_NO_KEY, 0x65e5, 3, 12, 21 };

static int random_key(struct dice *d)
{
	if (dice_below(d, 2))
		return special[dice_below(d, ARRAY_LEN(special))];
	return ' ' + (int)dice_below(d, 95);
}

static void press(struct screen *screen, struct dice *d)
{
	int key = random_key(d), rows = 1 + (int)dice_below(d, 60),
	    cols = 1 + (int)dice_below(d, 200);

	if (dice_below(d, 8)) { /* a window is not resized at every key */
		rows = screen->canvas.rows;
		cols = screen->canvas.cols;
	}
	screen_key(screen, key);
	if (screen->quit || !screen->depth)
		return;
	screen_draw(screen, rows, cols, dice_below(d, 10) == 0);
	assert_in_range(screen->depth, 1, VIEWS_DEEP);
}

static void random_keys_do_no_harm(void **state)
{
	const char *seed = getenv("SEED"); /* another, to look further */
	struct dice d = dice_from(seed ? strtoull(seed, NULL, 10) : 4711, "keys");

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct screen screen;

		scene_begin(&screen);
		scene_keys(&screen, "2.1\n\n");
		scene_result(&screen, "2.1", round % 2 ? "broke.jsonl" : "two.jsonl");
		for (int i = 0; i < KEYS && !screen.quit; i++)
			press(&screen, &d);
		screen_fini(&screen);
		scene_end(&screen);
	}
}

/* From anywhere, q and Esc lead back, and Q out. */
static void there_is_a_way_out(void **state)
{
	struct screen screen;

	(void)state;
	scene_begin(&screen);
	scene_keys(&screen, "2.1\n\n");
	scene_result(&screen, "2.1", "broke.jsonl");
	scene_keys(&screen, "tq");
	scene_keys(&screen, "tsq?qVqlq");
	assert_int_equal(screen.depth, 2);
	screen_key(&screen, TERM_ESCAPE);
	screen_key(&screen, TERM_ESCAPE);
	screen_key(&screen, TERM_ESCAPE);
	screen_key(&screen, TERM_ESCAPE);
	assert_int_equal(screen.depth, 1);
	assert_false(screen.quit);
	scene_keys(&screen, "q");
	assert_true(screen.quit);
	screen_fini(&screen);
	scene_end(&screen);
}

/* A demo that has not begun: there is no row to say anything of. */
static void an_empty_ladder_takes_every_key(void **state)
{
	(void)state;
	for (int key = ' '; key < 127 + (int)ARRAY_LEN(special); key++) {
		struct screen screen;

		scene_begin(&screen);
		ladder_view_push(&screen, &ladder_view);
		screen_key(&screen, key < 127 ? key : special[key - 127]);
		if (screen.depth)
			screen_draw(&screen, 24, 80, false);
		screen_fini(&screen);
		scene_end(&screen);
	}
}

/* Whoever is the peer and begins to type sends what was typed, and gives no commands. */
static void a_peer_who_types_talks(void **state)
{
	static const char elsewhere[] = "qs"; /* the way back, the kernel */

	(void)state;
	for (char c = 'a'; c <= 'z'; c++) {
		const char typed[] = { '\t', c, 'o', '\0' };
		bool tab = strchr(elsewhere, c);
		struct screen screen;

		scene_begin(&screen);
		scene_keys(&screen, "2.1\n\np");
		scene_keys(&screen, tab ? typed : typed + 1);
		assert_non_null(screen.prompt.label);
		assert_string_equal(screen.prompt.label, "ana sends a line: ");
		assert_string_equal(buf_str(&screen.prompt.text), typed + 1);
		screen_fini(&screen);
		scene_end(&screen);
	}
}

/* W in the peer, a name, and what is answered to it. */
static void a_conversation_takes_no_file_away(void **state)
{
	static const struct {
		const char *name;
		const char *holds; /* before; NULL: it is not there */
		const char *keys;  /* after the name */
		const char *asked, *said;
		bool written;
	} rows[] = {
		{ "new.json", NULL, "", NULL, "new.json: a conversation for", true },
		{ "old.json", "old", "", "old.json exists: replace it? (y/n) ", NULL, false },
		{ "old.json", "old", "n", NULL, NULL, false },
		{ "old.json", "old", "y", NULL, "Saved as /", true },
		{ "workspace/02-echo/1-echo.c", "mine", "", NULL, "is your program for 2.1",
			false },
		{ "workspace/../workspace/02-echo/1-echo.c", "mine", "", NULL,
			"is your program for 2.1", false },
		{ "workspace/progress.json", "{}", "", NULL, "holds your progress", false },
		{ "notes.txt", "notes", "", NULL, "ends in .json", false },
		{ "notes", NULL, "", NULL, "ends in .json", false },
		{ "folder.json/", NULL, "", NULL, "ends in .json", false },
		{ "/dev/null.json/x.json", NULL, "", NULL, "annot save", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_free) struct buf now = { 0 };
		struct screen screen;
		struct err err = { "" };

		scene_begin(&screen);
		scene_keys(&screen, "2.1\n\np");
		if (rows[i].holds)
			assert_true(file_write(rows[i].name, bytes_of(rows[i].holds), &err));
		screen_key(&screen, 'W');
		screen_key(&screen, CTRL_U);
		scene_keys(&screen, rows[i].name);
		scene_keys(&screen, "\n");
		scene_keys(&screen, rows[i].keys);
		if (rows[i].asked)
			assert_string_equal(screen.prompt.label, rows[i].asked);
		else
			assert_true(!screen.prompt.label || *rows[i].keys);
		if (rows[i].said)
			assert_non_null(strstr(scene_said(&screen), rows[i].said));
		if (rows[i].written || rows[i].holds)
			assert_true(file_read(rows[i].name, 1 << 16, 0, &now, &err));
		if (rows[i].written)
			assert_non_null(strstr(buf_str(&now), "script"));
		else if (rows[i].holds)
			assert_string_equal(buf_str(&now), rows[i].holds);
		else
			assert_false(file_exists(rows[i].name));
		screen_fini(&screen);
		scene_end(&screen);
		unlink(rows[i].name);
	}
}

/* Keys in the peer, the way it is left; '<' is Esc, '{' Left, '}' Backspace. */
static void what_was_said_is_not_left_unasked(void **state)
{
	static const struct {
		const char *keys;
		bool asked;
		int depth;	   /* 3: still the peer */
		const char *typed; /* at the line that is open then; NULL: none is */
	} rows[] = {
		{ "q", false, 2, NULL },
		{ "Fq", true, 3, NULL },
		{ "F<", true, 3, NULL },
		{ "F{", true, 3, NULL },
		{ "F}", true, 3, NULL },
		{ "FQ", true, 3, NULL },
		{ "F?Q", true, 4, NULL },
		{ "F?Qn", false, 4, NULL },
		{ "Fqy", false, 2, NULL },
		{ "Fqn", false, 3, NULL },
		{ "Fq<", false, 3, NULL },
		{ "F<x", false, 3, NULL },
		{ "Fquit", false, 3, "quit" },
		{ "FQUIT", false, 3, "QUIT" },
		{ "FZq", false, 2, NULL },
		{ "FW\nq", false, 2, NULL },
		{ "FW\nNq", true, 3, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct screen screen;

		scene_begin(&screen);
		scene_keys(&screen, "2.1\n\np");
		for (const char *k = rows[i].keys; *k; k++)
			screen_key(&screen, *k == '<'	 ? TERM_ESCAPE
					    : *k == '{'	 ? TERM_LEFT
					    : *k == '}'	 ? TERM_BACKSPACE
					    : *k == '\n' ? TERM_ENTER
							 : *k);
		assert_false(screen.quit);
		assert_int_equal(screen.depth, rows[i].depth);
		assert_int_equal(screen.prompt.label && screen.prompt.yes_no, rows[i].asked);
		if (rows[i].asked)
			assert_non_null(strstr(screen.prompt.label, "not saved yet"));
		assert_int_equal(
			screen.prompt.label && !screen.prompt.yes_no, rows[i].typed != NULL);
		if (rows[i].typed)
			assert_string_equal(buf_str(&screen.prompt.text), rows[i].typed);
		if (rows[i].asked) {
			bool leaves = strchr(rows[i].keys, 'Q');

			scene_keys(&screen, "y");
			assert_int_equal(screen.quit, leaves);
			assert_int_equal(screen.depth, leaves ? rows[i].depth : 2);
		}
		screen_fini(&screen);
		scene_end(&screen);
		unlink("workspace/conversation-2.1.json");
	}
}

/* A file that a reset has kept comes back when that was wanted. */
static void a_reset_is_taken_back_when_asked(void **state)
{
	static const char path[] = "workspace/02-echo/1-echo.c";
	AUTO(buf_free) struct buf now = { 0 };
	struct screen screen;
	struct err err = { "" };

	(void)state;
	scene_begin(&screen);
	scene_keys(&screen, "2.1\n\n");
	assert_true(file_write(path, bytes_of("first\n"), &err));
	scene_keys(&screen, "Ry");
	assert_true(file_write(path, bytes_of("second\n"), &err));
	scene_keys(&screen, "u");
	assert_true(screen.prompt.label && screen.prompt.yes_no);
	scene_keys(&screen, "n");
	assert_true(file_read(path, 1 << 16, 0, &now, &err));
	assert_string_equal(buf_str(&now), "second\n");
	scene_keys(&screen, "uy");
	assert_true(file_read(path, 1 << 16, 0, &now, &err));
	assert_string_equal(buf_str(&now), "first\n");
	screen_fini(&screen);
	scene_end(&screen);
}

/* What is said stays whole, however long, and until it is out of date. */
static void what_is_said_is_kept(void **state)
{
	AUTO(buf_free) struct buf long_path = { 0 };
	struct screen screen;

	(void)state;
	buf_pad(&long_path, 'x', 400);
	scene_begin(&screen);
	screen_say(&screen, ROLE_WARN, "kept as %s; your programs are untouched.",
		buf_str(&long_path));
	assert_non_null(strstr(scene_said(&screen), "Kept as x"));
	assert_non_null(strstr(scene_said(&screen), "your programs are untouched."));
	screen_key(&screen, TERM_DOWN);
	assert_string_equal(scene_said(&screen), "");
	scene_keys(&screen, "2.1\n\nV");
	assert_non_null(strstr(scene_said(&screen), "no verdict yet: c checks"));
	screen_check(&screen, scene_exercise("2.1")); /* which there is no compiler for */
	assert_non_null(strstr(scene_said(&screen), "compiler"));
	screen_check(&screen, scene_exercise("2.1"));
	screen_fini(&screen);
	scene_end(&screen);
}

static void a_deleted_file_is_not_edited_empty(void **state)
{
	static const char path[] = "workspace/02-echo/1-echo.c";
	struct screen screen;

	(void)state;
	scene_begin(&screen);
	setenv("EDITOR", "true", 1);
	setenv("PATH", "/bin:/usr/bin", 1);
	scene_keys(&screen, "2.1\n\n");
	unlink(path);
	scene_keys(&screen, "e");
	assert_true(file_exists(path));
	assert_non_null(strstr(scene_said(&screen), "the handout of 2.1 is back"));
	setenv("PATH", "/nowhere", 1);
	setenv("EDITOR", "/nowhere/editor", 1);
	screen_fini(&screen);
	scene_end(&screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_keys_do_no_harm),
		cmocka_unit_test(there_is_a_way_out),
		cmocka_unit_test(an_empty_ladder_takes_every_key),
		cmocka_unit_test(a_peer_who_types_talks),
		cmocka_unit_test(a_conversation_takes_no_file_away),
		cmocka_unit_test(what_was_said_is_not_left_unasked),
		cmocka_unit_test(what_is_said_is_kept),
		cmocka_unit_test(a_deleted_file_is_not_edited_empty),
		cmocka_unit_test(a_reset_is_taken_back_when_asked),
	};

	return cmocka_run_group_tests(tests, world_begin, world_end);
}
