// SPDX-License-Identifier: MIT
#include "report_runs.h"

#include "report/trace.h"

static void a_run_is_told(void **state)
{
	(void)state;
	for (enum story_detail d = 0; d < STORY_DETAILS; d++) {
		AUTO(timeline_freep) struct timeline *tl = one_recv_run();
		AUTO(buf_free) struct buf out = { 0 };
		AUTO(freep) char *name = xasprintf("trace-%s.txt", story_detail_names[d]);
		const struct trace_options options = { .detail = d };

		trace_text(&out, tl, &options);
		assert_golden(name, &out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
