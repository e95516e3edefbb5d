// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tui/borrow.h"
#include "tui/markdown.h"
#include "base/file.h"

/* What a reader sees of a Markdown text in a window of so many columns and rows. */
static const struct {
	const char *markdown;
	int cols, rows, top;
	bool ascii;
	const char *seen;
} pages[] = {
	{ "# Title\n\nA word.", 20, 4, 0, false, "Title\n\nA word.\n\n" },
	{ "one two three four five", 12, 4, 0, false, "one two\nthree four\nfive\n\n" },
	{ "- a\n- b\n", 20, 3, 0, false, "- a\n- b\n\n" },
	{ "1. a\n2. b\n", 20, 3, 0, false, "1. a\n2. b\n\n" },
	{ "- one two three four\n", 14, 3, 0, false, "- one two\n  three four\n\n" },
	{ "> mind this\n", 20, 2, 0, false, "| mind this\n\n" },
	{ "```c\nint x;\n\tfoo();\n```\n", 30, 3, 0, false, "    int x;\n        foo();\n\n" },
	{ "| a | b |\n|---|---|\n| long | `x \\| y` |\n", 30, 3, 0, false,
		"a     b\nlong  x | y\n\n" },
	{ "ends (`x y`) here", 13, 3, 0, false,
		"ends (x y)\nhere\n\n" }, /* never torn between ( and x */
	{ "gr\xc3\xbc\xc3\x9f"
	  "e",
		20, 1, 0, true, "gr??e\n" },
	{ "a \x1b[2J b", 20, 1, 0, false, "a \\x1b[2J b\n" },
	{ "l1\n\nl2\n\nl3\n\nl4", 10, 2, 2, true,
		"l2\n        |\n" }, /* the mark shows how far down */
	{ "<b>raw</b> html", 30, 1, 0, false, "raw html\n" },
};

static void reader_sees(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		struct doc *d = doc_new();
		struct pager p = { .link = -1, .found = -1, .top = pages[i].top };
		struct canvas c = { .ascii = pages[i].ascii };
		AUTO(buf_free) struct buf seen = { 0 };

		markdown_to_doc(d, pages[i].markdown);
		canvas_resize(&c, pages[i].rows, pages[i].cols);
		p.doc = d;
		pager_draw(&p, canvas_area(&c));
		canvas_text(&c, &seen);
		if (pages[i].top)
			assert_non_null(strstr(buf_str(&seen), "l2"));
		else
			assert_string_equal(buf_str(&seen), pages[i].seen);
		canvas_free(&c);
		pager_free(&p);
		doc_free(d);
	}
}

static void manual_pages_are_links(void **state)
{
	struct doc *d = doc_new();

	(void)state;
	markdown_to_doc(d, "See recv(2), `tcp(7)` and f(x), not 5(2), close(3) or exit(1).");
	assert_int_equal(doc_link_count(d), 2);
	assert_string_equal(doc_link_at(d, 0)->target, "recv(2)");
	assert_string_equal(doc_link_at(d, 1)->target, "tcp(7)");
	doc_free(d);
}

static void search_finds_and_wraps(void **state)
{
	struct doc *d = doc_new();
	struct pager p = { .link = -1, .found = -1 };
	struct canvas c = { 0 };

	(void)state;
	for (int i = 0; i < 50; i++) {
		doc_line(d, 0, 0, false);
		doc_addf(d, ROLE_TEXT, "line %d", i);
	}
	canvas_resize(&c, 10, 20);
	pager_set(&p, d);
	pager_draw(&p, canvas_area(&c));
	assert_true(pager_search(&p, "LINE 33", 1));
	assert_int_equal(p.found, 33);
	assert_in_range(33, p.top, p.top + 9);
	assert_false(pager_search(&p, "line 12", 1)); /* behind us */
	assert_true(pager_search(&p, "line 12", -1));
	assert_false(pager_search(&p, "nowhere", 1));
	canvas_free(&c);
	pager_free(&p);
	doc_free(d);
}

static void wide_characters_keep_their_columns(void **state)
{
	struct canvas c = { 0 };
	AUTO(buf_free) struct buf seen = { 0 };

	(void)state;
	canvas_resize(&c, 1, 6);
	assert_int_equal(area_put(canvas_area(&c), 0, 0, ROLE_TEXT, "日本x"), 5);
	canvas_text(&c, &seen);
	assert_string_equal(buf_str(&seen), "日本x\n");
	canvas_resize(&c, 1, 3);
	area_put(canvas_area(&c), 0, 0, ROLE_TEXT, "日本"); /* half of the second does not fit */
	buf_cut(&seen, 0);
	canvas_text(&c, &seen);
	assert_string_equal(buf_str(&seen), "日\n");
	canvas_free(&c);
}

static void drawing_is_clipped(void **state)
{
	struct canvas c = { 0 };
	struct area all, small;

	(void)state;
	canvas_resize(&c, 3, 3);
	all = canvas_area(&c);
	small = area_part(all, 1, 1, 100, 100);
	assert_int_equal(small.rows, 2);
	area_put(small, -1, -5, ROLE_TEXT, "outside");
	area_put(small, 1, 0, ROLE_TEXT, "a long text");
	area_select(small, 5, 5, 100);
	area_frame(area_part(all, 2, 2, 1, 1), ROLE_BORDER, "too small");
	canvas_free(&c);
}

static const struct {
	const char *command, *words[6]; /* none: it is refused */
} editors[] = {
	{ "vim", { "vim", "+7", "f.c" } },
	{ "/usr/bin/nano -w", { "/usr/bin/nano", "-w", "+7", "f.c" } },
	{ "code -w", { "code", "-w", "--goto", "f.c:7" } },
	{ "hx", { "hx", "f.c:7" } },
	{ " vim \t-n ", { "vim", "-n", "+7", "f.c" } },
	{ "\"/opt/my editor\" -n", { "/opt/my editor", "-n", "+7", "f.c" } },
	{ "'/opt/my code/code' -w", { "/opt/my code/code", "-w", "--goto", "f.c:7" } },
	{ "/opt/my\\ editor", { "/opt/my editor", "+7", "f.c" } },
	{ "ed'i'\"to\"r", { "editor", "+7", "f.c" } },
	{ "vim ''", { "vim", "", "+7", "f.c" } },
	{ "vim -c 'set \"nu'", { "vim", "-c", "set \"nu", "+7", "f.c" } },
	{ "vim \"a\\\"b\\n\" 'c\\d'", { "vim", "a\"b\\n", "c\\d", "+7", "f.c" } },
	{ "vim $HOME *", { "vim", "$HOME", "*", "+7", "f.c" } },
	{ "vim; reboot", { "vim;", "reboot", "+7", "f.c" } },
	{ "vim \\", { "vim", "\\", "+7", "f.c" } },
	{ "vim 'open", { NULL } },
	{ "\"vim", { NULL } },
	{ "", { NULL } },
	{ " \t", { NULL } },
	{ "''", { NULL } },
};

static void editors_are_told_the_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(editors); i++) {
		struct err err = { "" };
		AUTO(strv_freep)
		char **words = borrow_editor_words(editors[i].command, "f.c", 7, &err);

		assert_int_equal(words == NULL, editors[i].words[0] == NULL);
		assert_int_equal(words == NULL, err.text[0] != '\0');
		for (size_t k = 0; words && k <= strv_len(words); k++)
			if (words[k] && editors[i].words[k])
				assert_string_equal(words[k], editors[i].words[k]);
			else
				assert_ptr_equal(words[k], editors[i].words[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader_sees),
		cmocka_unit_test(manual_pages_are_links),
		cmocka_unit_test(search_finds_and_wraps),
		cmocka_unit_test(wide_characters_keep_their_columns),
		cmocka_unit_test(drawing_is_clipped),
		cmocka_unit_test(editors_are_told_the_line),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
