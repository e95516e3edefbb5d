// SPDX-License-Identifier: MIT
/* Runs that really happened, judged again from their files:
 * tests/golden/timelines/LESSON/EXERCISE/NAME.jsonl, beside the scripts as they were then. NAME is
 * the mistake that must be told, and no other; or `right.STYLE`, and nothing may be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "judge/mistakes.h"

#define ROOT "tests/golden/timelines"

struct tally {
	size_t runs, wrong;
};

static bool told_as_named(const struct findings *found, const char *name)
{
	size_t len = strcspn(name, ".");

	if (strncmp(name, "right.", 6) == 0)
		return found->count == 0;
	return found->count == 1 && strlen(found->list[0].id) == len &&
	       strncmp(found->list[0].id, name, len) == 0;
}

static void judge_run(const struct exercise *e, const char *path, struct tally *t)
{
	struct err err;
	struct timeline *tl = timeline_load(path, &err);
	struct verdict verdict;
	struct findings found = { 0 };
	const struct run_event *run;

	if (!tl)
		fail_msg("%s", err.text);
	run = timeline_run(tl);
	assert_true(run && (size_t)run->conversation < e->conversation_count);
	const struct conversation *c = &e->conversations[run->conversation];
	verdict_of(c, tl, &verdict);
	const struct mistake_case facts = {
		.exercise = e,
		.conversation = c,
		.timeline = tl,
		.verdict = &verdict,
		.port = run->port,
		.host = run->host,
	};
	mistakes_find(&facts, &found);
	t->runs++;
	if (!told_as_named(&found, path_base(path))) {
		print_error("%s: told", path);
		for (size_t i = 0; i < found.count; i++)
			print_error(" %s", found.list[i].id);
		print_error("%s\n", found.count ? "" : " nothing");
		t->wrong++;
	}
	findings_free(&found);
	verdict_free(&verdict);
	timeline_free(tl);
}

static void judge_exercise(const char *lesson, const char *script, struct tally *t)
{
	AUTO(freep) char *name = xstrndup(script, strlen(script) - strlen(".json"));
	AUTO(freep) char *dir = xasprintf(ROOT "/%s/%s", lesson, name);
	AUTO(strv_freep) char **runs = file_list(dir, NULL);
	struct exercise e;
	struct err err;

	if (!exercise_load(&e, ROOT, lesson, script, &err))
		fail_msg("%s", err.text);
	for (char **run = runs; run && *run; run++) {
		AUTO(freep) char *path = path_join(dir, *run);

		judge_run(&e, path, t);
	}
	exercise_free(&e);
}

static void test_recorded_runs(void **state)
{
	AUTO(strv_freep) char **lessons = file_list(ROOT "/lessons", NULL);
	struct tally t = { 0 };

	(void)state;
	for (char **lesson = lessons; lesson && *lesson; lesson++) {
		AUTO(freep) char *dir = path_join(ROOT "/lessons", *lesson);
		AUTO(strv_freep) char **scripts = file_list(dir, NULL);

		for (char **script = scripts; script && *script; script++)
			judge_exercise(*lesson, *script, &t);
	}
	assert_true(t.runs > 50);
	assert_int_equal(t.wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_recorded_runs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
