// SPDX-License-Identifier: MIT
/* A whole course: how it is loaded, what refuses it, and how its exercises are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "course/course.h"

static const char exercise_json[] =
	"{\"title\":\"%s\",\"task\":\"t\",\"why\":\"w\",\"program\":{\"role\":\"server\"},"
	"\"hints\":[\"a\",\"b\",\"c\"],%s\"conversations\":[{\"title\":\"t\",\"cast\":{%s},"
	"\"script\":[{\"you\":{\"exits\":0}}]}]}";

static const char lesson_json[] = "{\"title\":\"%s\",\"summary\":\"s\"}";

static const struct {
	const char *path, *title, *more, *cast;
} files[] = {
	{ "06-accept/lesson.json", "Accept", NULL, NULL },
	{ "06-accept/1-greet.json", "Greet one client", "", "" },
	{ "06-accept/3-next-please.json", "Next, please", "\"wants\":[\"6.1\"],", "" },
	{ "09-echo/lesson.json", "Echo", NULL, NULL },
	{ "09-echo/1-echo.json", "Echo until the end", "", "" },
	{ "09-echo/4-client.json", "The echo client", "",
		"\"bob\":{\"is\":\"reference\",\"of\":\"9.1\"}" },
	{ "09-echo/10-last.json", "The last one", "", "" },
};

static void put(const char *dir, const char *path, const char *text)
{
	AUTO(freep) char *under = path_join(dir, "lessons");
	AUTO(freep) char *whole = path_join(under, path);
	AUTO(freep) char *folder = path_dir(whole);
	struct err err;

	if (!file_make_dirs(folder, &err) || !file_write(whole, bytes_of(text), &err))
		fail_msg("%s", err.text);
}

static int make_course(void **state)
{
	char *dir = xstrdup("/tmp/socklings-course-XXXXXX");

	if (!mkdtemp(dir))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTO(buf_free) struct buf text = { 0 };

		if (files[i].more)
			buf_addf(
				&text, exercise_json, files[i].title, files[i].more, files[i].cast);
		else
			buf_addf(&text, lesson_json, files[i].title);
		put(dir, files[i].path, buf_str(&text));
	}
	put(dir, "mistakes/x.md", "not a lesson");
	put(dir, "README.md", "nor this");
	*state = dir;
	return 0;
}

static int remove_course(void **state)
{
	file_remove_tree(*state, NULL);
	freep(state);
	return 0;
}

static void its_exercises_stand_in_order(void **state)
{
	static const char *const ids[] = { "6.1", "6.3", "9.1", "9.4", "9.10" };
	struct err err;
	AUTO(course_freep) struct course *c = course_load(*state, NULL, &err);
	const struct exercise *e;
	size_t i = 0;

	assert_non_null(c);
	for (e = course_first(c); e; e = course_next(c, e), i++) {
		assert_true(i < ARRAY_LEN(ids));
		assert_string_equal(e->id, ids[i]);
	}
	assert_int_equal(i, ARRAY_LEN(ids));
	e = course_find(c, "9.4", &err);
	assert_string_equal(course_lesson_of(c, e)->name, "09-echo");
	assert_string_equal(e->name, "09-echo/4-client");
	assert_int_equal(strlen(e->script_hash), 64);
	AUTO(freep) char *handout = path_join(*state, "exercises/09-echo/4-client.c");
	AUTO(freep) char *wrong = path_join(*state, "tests/wrong/09-echo/4-client");
	assert_string_equal(e->handout_path, handout);
	assert_string_equal(e->wrong_dir, wrong);
}

/* Words, and the exercise they name or the sentence they get. */
static void exercises_are_found(void **state)
{
	static const struct {
		const char *word, *answer;
	} rows[] = {
		{ "9.1", "9.1" },
		{ "09.01", "9.1" },
		{ "9.10", "9.10" },
		{ "09-echo/1-echo", "9.1" },
		{ "exercises/09-echo/1-echo.c", "9.1" },
		{ "/home/ada/work/09-echo/4-client.c", "9.4" },
		{ "./lessons/06-accept/1-greet.json", "6.1" },
		{ "tests/wrong/06-accept/1-greet/forgot-listen.c", "6.1" },
		{ "4-client.c", "9.4" },
		{ "1-greet", "6.1" },
		{ "greet", "6.1" },
		{ "GREET", "6.1" },
		{ "next-please", "6.3" },
		{ "please", "6.3" },
		{ "echo", "9.1" },
		{ "last", "9.10" },
		{ "client", "9.4" },
		{ "9", "9 is a lesson: name one of its exercises (9.1, 9.4, 9.10)" },
		{ "9.2", "there is no exercise 9.2: lesson 9 has 9.1, 9.4, 9.10" },
		{ "the", "\"the\" may be 9.1 (09-echo/1-echo), 9.4 (09-echo/4-client), 9.10 "
			 "(09-echo/10-last): "
			 "give the number" },
		{ "gret", "there is no exercise \"gret\" (did you mean \"greet\"?)" },
		{ "06-acept/1-greet", "there is no exercise \"06-acept/1-greet\" (did you mean "
				      "\"06-accept/1-greet\"?)" },
		{ "zzzzzzzzz",
			"there is no exercise \"zzzzzzzzz\": `socklings list` shows them all" },
		{ "", "there is no exercise \"\": `socklings list` shows them all" },
		{ "\x1b[2J", "there is no exercise \"\\x1b[2J\": `socklings list` shows them all" },
	};
	struct err err;
	AUTO(course_freep) struct course *c = course_load(*state, NULL, &err);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct exercise *e = course_find(c, rows[i].word, &err);

		assert_string_equal(e ? e->id : err.text, rows[i].answer);
	}
}

static void lessons_are_found(void **state)
{
	static const struct {
		const char *word, *answer;
	} rows[] = {
		{ "9", "09-echo" },
		{ "09", "09-echo" },
		{ "09-echo", "09-echo" },
		{ "accept", "06-accept" },
		{ "Echo", "09-echo" },
		{ "ehco", "there is no lesson \"ehco\" (did you mean \"echo\"?)" },
		{ "9.1", "there is no lesson \"9.1\": `socklings list` shows them all" },
		{ "12", "there is no lesson \"12\": `socklings list` shows them all" },
	};
	struct err err;
	AUTO(course_freep) struct course *c = course_load(*state, NULL, &err);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct lesson *l = course_find_lesson(c, rows[i].word, &err);

		assert_string_equal(l ? l->name : err.text, rows[i].answer);
	}
}

/* One file more, and the sentence that the course is then refused with. */
static const struct {
	const char *path, *text, *refusal;
} spoilers[] = {
	{ "09-echo/2-x.json", "{",
		"lessons/09-echo/2-x.json:1: the file ends too early (a bracket or quote is not "
		"closed)" },
	{ "09-echo/2-x.json", "{\"titel\":\"\"}",
		"lessons/09-echo/2-x.json: unknown key \"titel\" (did you mean \"title\"?)" },
	{ "09-echo/two.json", "{}",
		"lessons/09-echo/two.json: an exercise is called K-name.json (its number, a small "
		"word), in a "
		"folder called NN-name" },
	{ "09-echo/3-\x1b[2J.json", "{}",
		"lessons/09-echo/3-\\x1b[2J.json: an exercise is called K-name.json (its number, a "
		"small "
		"word), in a folder called NN-name" },
	{ "9-short/lesson.json", "{}",
		"lessons/9-short: a lesson's folder is called NN-name, like 09-echo" },
	{ "09-other/lesson.json", "{\"title\":\"o\",\"summary\":\"s\"}",
		"lessons/09-other: lesson 9 is there already, as 09-echo" },
	{ "10-new/1-a.json", "{}",
		"cannot open DIR/lessons/10-new/lesson.json: No such file or directory" },
	{ "09-echo/lesson.json", "{\"title\":\"E\"}",
		"lessons/09-echo/lesson.json: \"summary\" is missing" },
	{ "09-echo/lesson.json",
		"{\"title\":\"E\",\"summary\":\"s\",\"demo\":{\"title\":\"d\",\"cast\":{\"ana\":"
		"\"client\"},"
		"\"script\":[{\"ana\":\"connects\"}]}}",
		"lessons/09-echo/lesson.json: /demo/cast: nobody in this demo is a reference" },
	{ "09-echo/lesson.json",
		"{\"title\":\"E\",\"summary\":\"s\",\"demo\":{\"title\":\"d\",\"cast\":{\"srv\":"
		"\"reference\"},"
		"\"script\":[{\"srv\":{\"exits\":0}}]}}",
		"lessons/09-echo/lesson.json: /demo/cast/srv: in a demo a reference says \"of\" "
		"which exercise" },
	{ "09-echo/lesson.json",
		"{\"title\":\"E\",\"summary\":\"s\",\"demo\":{\"title\":\"d\",\"cast\":{\"srv\":{"
		"\"is\":"
		"\"reference\",\"of\":\"9.1\"}},\"script\":[{\"you\":{\"exits\":0}}]}}",
		"lessons/09-echo/lesson.json: /demo/script/0: there is no \"you\" in a demo" },
	{ "09-echo/lesson.json",
		"{\"title\":\"E\",\"summary\":\"s\",\"demo\":{\"title\":\"d\",\"cast\":{\"srv\":{"
		"\"is\":\"reference\",\"of\":\"9.1\"}},"
		"\"script\":[{\"srv\":{\"prints\":{\"port_of\":\"you\"}}}]}}",
		"lessons/09-echo/lesson.json: /demo/script/0: there is no \"you\" in a demo" },
	{ "09-echo/lesson.json",
		"{\"title\":\"E\",\"summary\":\"s\",\"demo\":{\"title\":\"d\",\"cast\":{\"srv\":{"
		"\"is\":"
		"\"reference\",\"of\":\"9.9\"}},\"script\":[{\"srv\":{\"exits\":0}}]}}",
		"lessons/09-echo/lesson.json: /demo/cast/srv/of: unknown exercise \"9.9\" (did you "
		"mean \"9.1\"?)" },
};

static void without_dir(struct buf *text, const char *dir)
{
	char *at = strstr(text->data ? text->data : "", dir);
	AUTO(buf_free) struct buf out = { 0 };

	if (!at)
		return;
	buf_add(&out, text->data, at - text->data);
	buf_addf(&out, "DIR%s", at + strlen(dir));
	buf_cut(text, 0);
	buf_add_str(text, buf_str(&out));
}

static void one_wrong_file_refuses_the_course(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(spoilers); i++) {
		struct err err;
		void *dir = NULL;
		AUTO(buf_free) struct buf all = { 0 };
		AUTO(buf_free) struct buf first = { 0 };
		AUTO(freep) char *line = xasprintf("%s\n", spoilers[i].refusal);

		make_course(&dir);
		put(dir, spoilers[i].path, spoilers[i].text);
		assert_null(course_load(dir, NULL, &err));
		buf_add_str(&first, err.text);
		without_dir(&first, dir);
		assert_string_equal(buf_str(&first), spoilers[i].refusal);
		/* the same in a course that is wanted all the same: told, and the rest is there */
		AUTO(course_freep) struct course *c = course_load(dir, &all, &err);
		assert_non_null(c);
		without_dir(&all, dir);
		assert_non_null(strstr(buf_str(&all), line));
		assert_non_null(course_find(c, "6.1", &err));
		remove_course(&dir);
	}
	(void)state;
}

static void wants_and_references_exist(void **state)
{
	static const struct {
		const char *more, *cast, *refusal;
	} rows[] = {
		{ "\"wants\":[\"6.2\"],", "",
			"lessons/09-echo/5-x.json: /wants/0: unknown exercise \"6.2\" (did you "
			"mean \"6.1\"?)" },
		{ "\"wants\":[\"6.1\",\"9.10\"],", "",
			"lessons/09-echo/5-x.json: /wants/1: 9.10 does not come before 9.5" },
		{ "\"wants\":[\"9.5\"],", "",
			"lessons/09-echo/5-x.json: /wants/0: 9.5 does not come before 9.5" },
		{ "", "\"bob\":{\"is\":\"reference\",\"of\":\"9.2\"}",
			"lessons/09-echo/5-x.json: /conversations/0/cast/bob/of: unknown exercise "
			"\"9.2\" (did you "
			"mean \"9.1\"?)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_free) struct buf text = { 0 };
		AUTO(buf_free) struct buf all = { 0 };
		AUTO(freep) char *line = xasprintf("%s\n", rows[i].refusal);
		struct err err;
		void *dir = NULL;

		make_course(&dir);
		buf_addf(&text, exercise_json, "X", rows[i].more, rows[i].cast);
		put(dir, "09-echo/5-x.json", buf_str(&text));
		assert_null(course_load(dir, NULL, &err));
		assert_string_equal(err.text, rows[i].refusal);
		AUTO(course_freep) struct course *c = course_load(dir, &all, &err);
		assert_string_equal(buf_str(&all), line);
		assert_null(course_find(c, "9.5", &err)); /* left out */
		assert_non_null(course_find(c, "9.10", &err));
		remove_course(&dir);
	}
}

static void a_course_is_looked_for(void **state)
{
	AUTO(freep) char *nowhere = path_join(*state, "lessons");
	AUTO(freep)
	char *refusal = xasprintf(
		"%s (--course) is not a course: there is no folder lessons/ in it", nowhere);
	struct err err;

	AUTO(freep) char *said = course_find_dir(*state, &err);
	assert_string_equal(said, *state);
	assert_null(course_find_dir(nowhere, &err));
	assert_string_equal(err.text, refusal);
	setenv("SOCKLINGS_COURSE", *state, 1);
	AUTO(freep) char *named = course_find_dir(NULL, &err);
	assert_string_equal(named, *state);
	unsetenv("SOCKLINGS_COURSE");
}

/* The course that comes with the program. */
static void ours_is_right(void **state)
{
	AUTO(buf_free) struct buf refusals = { 0 };
	struct err err = { "" };
	AUTO(course_freep) struct course *c = course_load(".", &refusals, &err);

	(void)state;
	assert_string_equal(err.text, "");
	assert_string_equal(buf_str(&refusals), "");
	assert_non_null(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_exercises_stand_in_order),
		cmocka_unit_test(exercises_are_found),
		cmocka_unit_test(lessons_are_found),
		cmocka_unit_test(one_wrong_file_refuses_the_course),
		cmocka_unit_test(wants_and_references_exist),
		cmocka_unit_test(a_course_is_looked_for),
		cmocka_unit_test(ours_is_right),
	};

	return cmocka_run_group_tests(tests, make_course, remove_course);
}
