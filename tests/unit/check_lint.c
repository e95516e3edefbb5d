// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "check/lint_parts.h"

static const struct {
	const char *page, *places;
} pages[] = {
	{ "plain", "" },
	{ "you sent {actual}, not {expected}.", " actual expected" },
	{ "struct x = {{0};", "" },
	{ "{{line} and {line}", " line" },
	{ "{ 0 } {A} {a b} {", "" },
	{ "{sent_bytes}{n}", " sent_bytes n" },
};

static void places_of_a_page_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		AUTO(buf_free) struct buf got = { 0 };
		const char *at = pages[i].page;
		char key[64];

		while (lint_next_place(&at, key))
			buf_addf(&got, " %s", key);
		assert_string_equal(buf_str(&got), pages[i].places);
	}
}

/* This file itself is what the good links lead to. */
static const struct {
	const char *text, *complaint; /* "": none */
} links[] = {
	{ "[a](check_lint.c) [b](../unit) [c](https://example.org/x) [d](mailto:a@b)", "" },
	{ "[a](nowhere.md)", "a link leads to nowhere.md, which is not there" },
	{ "## What they return\n\n[a](#what-they-return)", "" },
	{ "## What they `return`\n\n[a](#what-they-do)",
		"a link leads to #what-they-do, and no heading is called that" },
	{ "![picture](no.svg)", "a link leads to no.svg, which is not there" },
	{ "`[a](nowhere.md)`", "" },
};

static void links_lead_somewhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		struct lint_result r = { 0 };

		lint_links(&r, "tests/unit/page.md", "page.md", links[i].text);
		assert_string_equal(r.count ? r.remarks[0].text : "", links[i].complaint);
		assert_int_equal(r.problems, *links[i].complaint ? 1 : 0);
		lint_result_free(&r);
	}
}

static const struct {
	const char *line, *where, *text;
} refusals[] = {
	{ "lessons/x.json: /title: is missing", "lessons/x.json", "/title: is missing" },
	{ "lessons/y.json:3:1: this is not JSON", "lessons/y.json", "3:1: this is not JSON" },
	{ "a b/x.json is a named pipe (FIFO), not a regular file", "",
		"a b/x.json is a named pipe (FIFO), not a regular file" },
	{ "c/x.json is too large: 52429698 bytes", "", "c/x.json is too large: 52429698 bytes" },
	{ "cannot open c/x.json: No such file", "", "cannot open c/x.json: No such file" },
};

static void refusals_become_remarks(void **state)
{
	struct lint_result r = { 0 };
	AUTO(buf_free) struct buf lines = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		buf_addf(&lines, "%s\n", refusals[i].line);
	lint_refusals(buf_str(&lines), &r);
	assert_int_equal(r.problems, ARRAY_LEN(refusals));
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		assert_string_equal(r.remarks[i].where, refusals[i].where);
		assert_string_equal(r.remarks[i].text, refusals[i].text);
	}
	lint_result_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_of_a_page_are_found),
		cmocka_unit_test(links_lead_somewhere),
		cmocka_unit_test(refusals_become_remarks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
