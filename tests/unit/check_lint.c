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

static void refusals_become_remarks(void **state)
{
	struct lint_result r = { 0 };

	(void)state;
	lint_refusals("lessons/x.json: /title: is missing\nlessons/y.json: line 3: no\n", &r);
	assert_int_equal(r.problems, 2);
	assert_string_equal(r.remarks[0].where, "lessons/x.json");
	assert_string_equal(r.remarks[0].text, "/title: is missing");
	assert_string_equal(r.remarks[1].where, "lessons/y.json");
	assert_string_equal(r.remarks[1].text, "line 3: no");
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
