// SPDX-License-Identifier: MIT
/* How messages are cut: everything arrives, in pieces that a seed repeats. */
#include "play/delivery.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const size_t lengths[] = { 0, 1, 2, 3, 17, BYTES_ALL - 1, BYTES_ALL, BYTES_ALL + 1,
	BYTES_ALL + 2, 1000, 70000, 1 << 20 };

static size_t total(const struct cuts *c)
{
	size_t sum = 0;

	for (size_t i = 0; i < c->count; i++)
		sum += c->lens[i];
	return sum;
}

static void nothing_is_lost(void **state)
{
	(void)state;
	for (int how = 0; how < DELIVERIES; how++)
		for (size_t i = 0; i < ARRAY_LEN(lengths); i++)
			for (uint64_t seed = 0; seed < 50; seed++) {
				struct cuts c;

				cuts_make(&c, how, seed, 3, lengths[i]);
				assert_int_equal(total(&c), lengths[i]);
				for (size_t k = 0; k < c.count; k++)
					assert_true(c.lens[k] > 0);
				cuts_free(&c);
			}
}

static const struct {
	enum delivery how;
	size_t len, least, most; /* pieces */
} rows[] = {
	{ DELIVERY_WHOLE, 0, 0, 0 },
	{ DELIVERY_WHOLE, 1, 1, 1 },
	{ DELIVERY_WHOLE, 70000, 1, 1 },
	{ DELIVERY_GLUED, 70000, 1, 1 },
	{ DELIVERY_SPLIT, 1, 1, 1 },
	{ DELIVERY_SPLIT, 2, 2, 2 },
	{ DELIVERY_SPLIT, 70000, 2, 2 },
	{ DELIVERY_BYTES, 1, 1, 1 },
	{ DELIVERY_BYTES, BYTES_ALL, BYTES_ALL, BYTES_ALL },
	{ DELIVERY_BYTES, BYTES_ALL + 1, BYTES_HEAD + BYTES_TAIL + 1, BYTES_ALL + 1 },
	{ DELIVERY_BYTES, 70000, BYTES_HEAD + BYTES_TAIL + BYTES_MIDDLE_CUTS / 2,
		BYTES_HEAD + BYTES_TAIL + BYTES_MIDDLE_CUTS * 3 },
	{ DELIVERY_BYTES, 1 << 20, BYTES_HEAD + BYTES_TAIL + BYTES_MIDDLE_CUTS / 2,
		BYTES_HEAD + BYTES_TAIL + BYTES_MIDDLE_CUTS * 3 },
};

static void as_many_as_it_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (uint64_t seed = 0; seed < 50; seed++) {
			struct cuts c;

			cuts_make(&c, rows[i].how, seed, 0, rows[i].len);
			assert_in_range(c.count, rows[i].least, rows[i].most);
			cuts_free(&c);
		}
}

static void ends_go_singly(void **state)
{
	struct cuts c;

	(void)state;
	cuts_make(&c, DELIVERY_BYTES, 9, 0, 5000);
	for (size_t i = 0; i < BYTES_HEAD; i++)
		assert_int_equal(c.lens[i], 1);
	for (size_t i = c.count - BYTES_TAIL; i < c.count; i++)
		assert_int_equal(c.lens[i], 1);
	cuts_free(&c);
}

/* The same seed cuts the same message alike; over many seeds, a message is cut in every place. */
static void seeds(void **state)
{
	bool seen[8] = { false };

	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct cuts a, b;

		cuts_make(&a, DELIVERY_SPLIT, seed, 1, 8);
		cuts_make(&b, DELIVERY_SPLIT, seed, 1, 8);
		assert_int_equal(a.lens[0], b.lens[0]);
		seen[a.lens[0]] = true;
		cuts_free(&a);
		cuts_free(&b);
	}
	for (size_t i = 1; i < ARRAY_LEN(seen); i++)
		assert_true(seen[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(as_many_as_it_says),
		cmocka_unit_test(ends_go_singly),
		cmocka_unit_test(seeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
