// SPDX-License-Identifier: MIT
/* What is judged at which level. */
#include "judge/sight.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct piece bound = { .kind = PIECE_BOUND_PORT }, text = { .kind = PIECE_BYTES };

static const struct {
	struct step step;
	enum unseen full, traced, bare;
} rows[] = {
	{ { .verb = VERB_CALL }, UNSEEN_NOTHING, UNSEEN_NOTHING, UNSEEN_CALLS },
	{ { .verb = VERB_NEVER }, UNSEEN_NOTHING, UNSEEN_NOTHING, UNSEEN_CALLS },
	{ { .verb = VERB_SHOWS }, UNSEEN_NOTHING, UNSEEN_PACKETS, UNSEEN_PACKETS },
	{ { .verb = VERB_HOLDS, .holds.sockets_most = 2 }, UNSEEN_NOTHING, UNSEEN_NOTHING,
		UNSEEN_SOCKETS },
	{ { .verb = VERB_HOLDS, .holds.sockets_most = -1 }, UNSEEN_NOTHING, UNSEEN_NOTHING,
		UNSEEN_NOTHING },
	{ { .verb = VERB_PRINTS, .bytes = { &bound, 1 } }, UNSEEN_NOTHING, UNSEEN_NOTHING,
		UNSEEN_CALLS },
	{ { .verb = VERB_PRINTS, .bytes = { &text, 1 } }, UNSEEN_NOTHING, UNSEEN_NOTHING,
		UNSEEN_NOTHING },
	{ { .verb = VERB_GETS, .bytes = { &text, 1 } }, UNSEEN_NOTHING, UNSEEN_NOTHING,
		UNSEEN_NOTHING },
	{ { .verb = VERB_EXITS }, UNSEEN_NOTHING, UNSEEN_NOTHING, UNSEEN_NOTHING },
};

static void what_is_not_seen_is_not_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(step_unseen(&rows[i].step, "full"), rows[i].full);
		assert_int_equal(step_unseen(&rows[i].step, "traced"), rows[i].traced);
		assert_int_equal(step_unseen(&rows[i].step, "bare"), rows[i].bare);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_seen_is_not_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
