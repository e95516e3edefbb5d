// SPDX-License-Identifier: MIT
#include "course/course.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "course/exercise_parts.h"
#include "course/fields.h"

enum { FILE_MAX = 256 << 10 };

/* ---- where it is */

static bool is_course(const char *dir)
{
	AUTO(freep) char *lessons = path_join(dir, "lessons");

	return file_is_dir(lessons);
}

static char *use_dir(const char *dir, const char *said_by, struct err *err)
{
	if (is_course(dir))
		return xstrdup(dir);
	err_set(err, "%s (%s) is not a course: there is no folder lessons/ in it", dir, said_by);
	return NULL;
}

/* The checkout in which the program was built: its folder, or one above it (build/asan/socklings). */
static char *dir_of_program(void)
{
	enum { LEVELS = 3 };
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	AUTO(freep) char *dir = NULL;

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	dir = path_dir(path);
	for (int i = 0; i < LEVELS && strcmp(dir, "/") != 0; i++) {
		char *up;

		if (is_course(dir))
			return TAKE(dir);
		up = path_dir(dir);
		free(dir);
		dir = up;
	}
	return NULL;
}

char *course_find_dir(const char *dir, struct err *err)
{
	const char *said = getenv("SOCKLINGS_COURSE");
	char *found;

	if (dir)
		return use_dir(dir, "--course", err);
	if (said && *said)
		return use_dir(said, "$SOCKLINGS_COURSE", err);
	found = dir_of_program();
	if (found)
		return found;
	if (is_course(DATA_DIR))
		return xstrdup(DATA_DIR);
	err_set(err,
		"no course found: there is none beside the program nor in %s; name one with "
		"--course DIR",
		DATA_DIR);
	return NULL;
}

/* ---- a lesson */

static bool take_demo(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	struct lesson *l = context;
	struct conversation *c = place;
	struct json_at cast = { at, "cast", 0 }, script = { at, "script", 0 };

	if (!conversation_decode(at, value, c, err))
		return false;
	for (size_t i = 1; i < c->cast_count; i++) {
		struct json_at here = { &cast, c->cast[i].name, 0 };

		if (c->cast[i].kind != CAST_REFERENCE)
			continue;
		if (!c->cast[i].of)
			return json_refuse(
				&here, err, "in a demo a reference says \"of\" which exercise");
		if (!l->demo)
			l->demo = xstrdup(c->cast[i].of);
	}
	if (!l->demo)
		return json_refuse(&cast, err, "nobody in this demo is a reference");
	for (size_t i = 0; i < c->step_count; i++) {
		struct json_at here = { &script, NULL, i };
		const struct step *s = &c->steps[i];

		if (s->who == WHO_YOU || s->peer == WHO_YOU || bytes_expr_has_like(&s->bytes) ||
			bytes_expr_asks_about(&s->bytes, WHO_YOU))
			return json_refuse(&here, err, "there is no \"you\" in a demo");
	}
	return true;
}

static const struct json_field lesson_rows[] = {
	{ "title", JSON_STRING, offsetof(struct lesson, title), .required = true },
	{ "summary", JSON_STRING, offsetof(struct lesson, summary), .required = true },
	{ "demo", JSON_CUSTOM, offsetof(struct lesson, demo_script), .decode = take_demo },
};

static const struct fields lesson_all = { "lesson", lesson_rows, ARRAY_LEN(lesson_rows) };
const struct fields *const lesson_fields[] = { &lesson_all };
const size_t lesson_fields_count = ARRAY_LEN(lesson_fields);

bool lesson_decode(
	const struct json_at *at, const cJSON *value, struct lesson *out, struct err *err)
{
	if (!json_decode(at, value, lesson_rows, ARRAY_LEN(lesson_rows), out, out, err))
		return false;
	return (*out->title && *out->summary) ||
	       json_refuse(at, err, "its title or summary is empty");
}

static void lesson_forget(struct lesson *l)
{
	free(l->title);
	free(l->summary);
	free(l->demo);
	l->title = l->summary = l->demo = NULL;
	conversation_free(&l->demo_script);
}

void lesson_fini(struct lesson *l)
{
	lesson_forget(l);
	free(l->name);
	free(l->text_path);
	for (size_t i = 0; i < l->exercise_count; i++)
		exercise_free(&l->exercises[i]);
	free(l->exercises);
}

/* ---- loading. With somewhere to put refusals, what was refused is left out and the rest goes on. */

struct loading {
	struct course *course;
	struct buf *refusals; /* NULL: the first one ends it */
};

static bool refused(struct loading *l, struct err *here, struct err *err)
{
	AUTO(buf_free) struct buf text = { 0 };

	text_safe_line(&text, bytes_of(here->text)); /* files may have any names */
	if (!l->refusals)
		return err_set(err, "%s", buf_str(&text));
	buf_addf(l->refusals, "%s\n", buf_str(&text));
	return true;
}

static bool load_lesson_json(struct loading *l, struct lesson *lesson, struct err *err)
{
	AUTO(freep) char *shown = xasprintf("lessons/%s/lesson.json", lesson->name);
	AUTO(freep) char *path = path_join(l->course->dir, shown);
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(cjson_freep) cJSON *json = NULL;
	struct json_at top = { NULL, shown, 0 };
	struct err here;

	if (file_read(path, FILE_MAX, 0, &text, &here))
		json = json_parse(shown, buf_bytes(&text), &here);
	if (json && lesson_decode(&top, json, lesson, &here))
		return true;
	lesson_forget(lesson); /* what is left has a name at least */
	lesson->title = xstrdup(lesson->name);
	lesson->summary = xstrdup("");
	return refused(l, &here, err);
}

static bool load_exercise(
	struct loading *l, struct lesson *lesson, size_t *cap, const char *file, struct err *err)
{
	struct exercise e;
	struct err here;

	if (!exercise_load(&e, l->course->dir, lesson->name, file, &here)) {
		exercise_free(&e);
		return refused(l, &here, err);
	}
	for (size_t i = 0; i < lesson->exercise_count; i++)
		if (strcmp(lesson->exercises[i].id, e.id) == 0) {
			err_set(&here, "lessons/%s/%s: exercise %s is there already, as %s",
				lesson->name, file, e.id, lesson->exercises[i].name);
			exercise_free(&e);
			return refused(l, &here, err);
		}
	grow(&lesson->exercises, cap, lesson->exercise_count, sizeof *lesson->exercises);
	lesson->exercises[lesson->exercise_count++] = e;
	return true;
}

static int by_number(const void *a, const void *b)
{
	return atoi(path_base(((const struct exercise *)a)->name)) -
	       atoi(path_base(((const struct exercise *)b)->name));
}

static bool has_end(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

static bool load_exercises(struct loading *l, struct lesson *lesson, struct err *err)
{
	AUTO(freep) char *under = xasprintf("lessons/%s", lesson->name);
	AUTO(freep) char *dir = path_join(l->course->dir, under);
	AUTO(strv_freep) char **files = file_list(dir, err);
	size_t cap = 0;

	for (size_t i = 0; files && files[i]; i++)
		if (has_end(files[i], ".json") && strcmp(files[i], "lesson.json") != 0 &&
			!load_exercise(l, lesson, &cap, files[i], err))
			return false;
	if (lesson->exercise_count)
		qsort(lesson->exercises, lesson->exercise_count, sizeof *lesson->exercises,
			by_number);
	return files != NULL;
}

/* Folders beside the lessons that are none. */
static bool is_other(const char *name)
{
	return strcmp(name, "mistakes") == 0 || strcmp(name, "schema") == 0;
}

static bool load_lesson(struct loading *l, size_t *cap, const char *name, struct err *err)
{
	struct course *c = l->course;
	struct lesson *lesson;
	struct err here;
	int number, any;

	if (!exercise_name_numbers(name, "1-x", &number, &any)) {
		err_set(&here, "lessons/%s: a lesson's folder is called NN-name, like 09-echo",
			name);
		return refused(l, &here, err);
	}
	for (size_t i = 0; i < c->lesson_count; i++)
		if (c->lessons[i].number == number) {
			err_set(&here, "lessons/%s: lesson %d is there already, as %s", name,
				number, c->lessons[i].name);
			return refused(l, &here, err);
		}
	grow(&c->lessons, cap, c->lesson_count, sizeof *c->lessons);
	lesson = &c->lessons[c->lesson_count++];
	*lesson = (struct lesson){ .number = number, .name = xstrdup(name) };
	lesson->text_path = xasprintf("%s/lessons/%s/lesson.md", c->dir, name);
	return load_lesson_json(l, lesson, err) && load_exercises(l, lesson, err);
}

static bool load_lessons(struct loading *l, struct err *err)
{
	AUTO(freep) char *dir = path_join(l->course->dir, "lessons");
	AUTO(strv_freep) char **names = file_list(dir, err);
	size_t cap = 0;

	for (size_t i = 0; names && names[i]; i++) {
		AUTO(freep) char *path = path_join(dir, names[i]);

		if (file_is_dir(path) && !is_other(names[i]) &&
			!load_lesson(l, &cap, names[i], err))
			return false;
	}
	if (names && l->course->lesson_count == 0)
		return err_set(err, "%s: there is no lesson in it (a folder NN-name)", dir);
	return names != NULL;
}

/* ---- what files say of each other */

static const struct exercise *by_id(const struct course *c, const char *id)
{
	for (size_t i = 0; i < c->lesson_count; i++)
		for (size_t j = 0; j < c->lessons[i].exercise_count; j++)
			if (strcmp(c->lessons[i].exercises[j].id, id) == 0)
				return &c->lessons[i].exercises[j];
	return NULL;
}

/* Its file is there, so it was refused: nobody should be told to say something else. */
static bool is_refused(const struct course *c, const char *id)
{
	int number = atoi(id), lesson, k;

	for (size_t i = 0; i < c->lesson_count; i++) {
		AUTO(freep) char *under = xasprintf("%s/lessons/%s", c->dir, c->lessons[i].name);
		AUTO(strv_freep)
		char **files = c->lessons[i].number == number ? file_list(under, NULL) : NULL;

		for (size_t f = 0; files && files[f]; f++) {
			AUTO(freep) char *is = NULL;

			if (exercise_name_numbers(c->lessons[i].name, files[f], &lesson, &k))
				is = xasprintf("%d.%d", lesson, k);
			if (is && strcmp(is, id) == 0)
				return true;
		}
	}
	return false;
}

static bool refuse_id(
	const struct course *c, const struct json_at *at, const char *id, struct err *err)
{
	AUTO(freep) const char **ids = NULL;
	size_t n = 0, cap = 0;

	if (is_refused(c, id))
		return json_refuse(at, err, "exercise %s is refused itself: mend that first", id);

	for (const struct exercise *e = course_first(c); e; e = course_next(c, e)) {
		grow(&ids, &cap, n, sizeof *ids);
		ids[n++] = e->id;
	}
	return json_refuse_word(at, err, "exercise", id, ids, n);
}

static bool cast_exists(const struct course *c, const struct json_at *at,
	const struct conversation *talk, struct err *err)
{
	struct json_at cast = { at, "cast", 0 };

	for (size_t i = 1; i < talk->cast_count; i++) {
		struct json_at member = { &cast, talk->cast[i].name, 0 }, of = { &member, "of", 0 };

		if (talk->cast[i].of && !by_id(c, talk->cast[i].of))
			return refuse_id(c, &of, talk->cast[i].of, err);
	}
	return true;
}

/* What is wanted first stands before: so no circle can close. */
static bool wants_exist(const struct course *c, const struct json_at *top, const struct exercise *e,
	struct err *err)
{
	struct json_at wants = { top, "wants", 0 };

	for (size_t i = 0; e->wants[i]; i++) {
		struct json_at here = { &wants, NULL, i };
		const struct exercise *wanted = by_id(c, e->wants[i]);

		if (!wanted)
			return refuse_id(c, &here, e->wants[i], err);
		for (const struct exercise *later = e; later; later = course_next(c, later))
			if (later == wanted)
				return json_refuse(&here, err, "%s does not come before %s",
					e->wants[i], e->id);
	}
	return true;
}

static bool exercise_refers(const struct course *c, const struct exercise *e, struct err *err)
{
	AUTO(freep) char *shown = xasprintf("lessons/%s.json", e->name);
	struct json_at top = { NULL, shown, 0 }, list = { &top, "conversations", 0 };

	if (!wants_exist(c, &top, e, err))
		return false;
	for (size_t i = 0; i < e->conversation_count; i++) {
		struct json_at here = { &list, NULL, i };

		if (!cast_exists(c, &here, &e->conversations[i], err))
			return false;
	}
	return true;
}

static bool lesson_refers(const struct course *c, const struct lesson *l, struct err *err)
{
	AUTO(freep) char *shown = xasprintf("lessons/%s/lesson.json", l->name);
	struct json_at top = { NULL, shown, 0 }, demo = { &top, "demo", 0 };

	return cast_exists(c, &demo, &l->demo_script, err);
}

static void exercise_drop(struct lesson *l, size_t at)
{
	exercise_free(&l->exercises[at]);
	l->exercise_count--;
	memmove(&l->exercises[at], &l->exercises[at + 1],
		(l->exercise_count - at) * sizeof *l->exercises);
}

static bool check_lesson(struct loading *load, struct lesson *l, struct err *err)
{
	struct err here;

	if (!lesson_refers(load->course, l, &here)) {
		conversation_free(&l->demo_script);
		freep(&l->demo);
		if (!refused(load, &here, err))
			return false;
	}
	/* from the last to the first: to leave one out takes no ground from those still to be looked at */
	for (size_t j = l->exercise_count; j-- > 0;)
		if (!exercise_refers(load->course, &l->exercises[j], &here)) {
			exercise_drop(l, j);
			if (!refused(load, &here, err))
				return false;
		}
	return true;
}

static bool check_references(struct loading *load, struct err *err)
{
	for (size_t i = load->course->lesson_count; i-- > 0;)
		if (!check_lesson(load, &load->course->lessons[i], err))
			return false;
	return true;
}

static int lesson_by_number(const void *a, const void *b)
{
	return ((const struct lesson *)a)->number - ((const struct lesson *)b)->number;
}

struct course *course_load(const char *dir, struct buf *refusals, struct err *err)
{
	struct course *c = xcalloc(1, sizeof *c);
	struct loading load = { c, refusals };

	c->dir = xstrdup(dir);
	if (!load_lessons(&load, err)) {
		course_free(c);
		return NULL;
	}
	qsort(c->lessons, c->lesson_count, sizeof *c->lessons, lesson_by_number);
	if (!check_references(&load, err)) {
		course_free(c);
		return NULL;
	}
	return c;
}

void course_free(struct course *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->lesson_count; i++)
		lesson_fini(&c->lessons[i]);
	free(c->lessons);
	free(c->dir);
	free(c);
}

void course_freep(struct course **c)
{
	course_free(*c);
	*c = NULL;
}
