// SPDX-License-Identifier: MIT
/* Stacks that were walked, as other runs find them again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/base.h"
#include "stage/walks.h"

enum { LAYOUT = 77 };

static const char *same(void *context, const char *text)
{
	char **last = context;

	free(*last);
	return *last = xstrdup(text);
}

static struct known_walk walk_of(uint64_t pc, uint64_t value)
{
	return (struct known_walk){
		.kept = { pc, 0x7ffff000, 0, 5 },
		.at = { 0x7ffff008 },
		.values = { value },
		.word_count = 1,
		.frames = { { "echo.c", "main", (int)value } },
		.frame_count = 1,
		.whole = true,
	};
}

/* How many there are from these registers, and the line that the last of them leads to. */
static int recalled(uint64_t layout, const uint64_t kept[ARCH_KEPT], int *line)
{
	char *name = NULL;
	int count = 0;

	for (int way = 0; way < WALK_WAYS; way++) {
		struct known_walk found;

		if (!walks_recall(layout, kept, way, &found, same, &name))
			continue;
		assert_string_equal(found.frames[0].func, "main");
		assert_true(found.whole);
		*line = found.frames[0].line;
		count++;
	}
	free(name);
	return count;
}

static void a_walk_is_found_again(void **state)
{
	struct known_walk w = walk_of(0x1000, 12);
	uint64_t kept[ARCH_KEPT] = { 0x1000, 0x7ffff000, 9, 5 };
	int line = 0;

	(void)state;
	assert_int_equal(recalled(LAYOUT, kept, &line), 0);
	walks_keep(LAYOUT, &w);
	assert_int_equal(recalled(LAYOUT, kept, &line), 1);
	assert_int_equal(line, 12);
	assert_int_equal(recalled(LAYOUT + 1, kept, &line), 0);
	kept[3] = 6; /* this one mattered */
	assert_int_equal(recalled(LAYOUT, kept, &line), 0);
	kept[3] = 5;
	kept[1] += 8;
	assert_int_equal(recalled(LAYOUT, kept, &line), 0);
}

/* The same call from several places. */
static void there_are_some_from_one_place(void **state)
{
	const uint64_t kept[ARCH_KEPT] = { 0x2000, 0x7ffff000, 0, 5 };
	int line = 0;

	(void)state;
	for (int i = 1; i <= WALK_WAYS; i++) {
		struct known_walk w = walk_of(0x2000, (uint64_t)i);

		walks_keep(LAYOUT, &w);
		assert_int_equal(recalled(LAYOUT, kept, &line), i);
		assert_int_equal(line, i);
	}
	for (int i = 0; i < 1000; i++) {
		struct known_walk w = walk_of(0x2000, 99);

		w.kept[4] = (uint64_t)i;
		walks_keep(LAYOUT, &w); /* there is room for no more than there are */
	}
}

static void what_does_not_fit_is_not_kept(void **state)
{
	static const char name[] =
		"a_function_that_somebody_gave_a_name_which_is_longer_than_anybody_else_would_do.c";
	const uint64_t kept[ARCH_KEPT] = { 0x3000, 0x7ffff000, 0, 5 };
	struct known_walk w = walk_of(0x3000, 1);
	int line = 0;

	(void)state;
	w.frames[0].func = name;
	walks_keep(LAYOUT, &w);
	w = walk_of(0x3000, 1);
	w.frames[0].file = name;
	walks_keep(LAYOUT, &w);
	w = walk_of(0x3000, 1);
	w.word_count = WALK_WORDS + 1;
	walks_keep(LAYOUT, &w);
	w.word_count = 0;
	walks_keep(LAYOUT, &w);
	assert_int_equal(recalled(LAYOUT, kept, &line), 0);
}

static int prepare(void **state)
{
	(void)state;
	walks_prepare();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_walk_is_found_again),
		cmocka_unit_test(there_are_some_from_one_place),
		cmocka_unit_test(what_does_not_fit_is_not_kept),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
