// SPDX-License-Identifier: MIT
#include "check/references.h"

#include <stdlib.h>
#include <string.h>

struct references {
	const struct course *course;
	struct compiler *compiler;
	const char *cache_dir;
	char **programs; /* each path once, kept to the end, so that borrowers never lose theirs */
	size_t count, cap;
};

struct references *references_new(
	const struct course *course, struct compiler *compiler, const char *cache_dir)
{
	struct references *r = xcalloc(1, sizeof *r);

	*r = (struct references){ course, compiler, cache_dir };
	return r;
}

void references_free(struct references *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++)
		free(r->programs[i]);
	free(r->programs);
	free(r);
}

static const char *keep(struct references *r, char *program)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->programs[i], program) == 0) {
			free(program);
			return r->programs[i];
		}
	grow(&r->programs, &r->cap, r->count, sizeof *r->programs);
	return r->programs[r->count++] = program;
}

/* The compiler's cache is asked each time: a solution may be edited, or the cache emptied, while a screen is open. */
const char *references_program(struct references *r, const struct exercise *e, struct err *err)
{
	struct compile_result made;
	char *program;

	compile_source(r->compiler, e->solution_path, r->cache_dir, 0, &made);
	if (made.outcome != COMPILE_OK)
		err_set(err, "the solution of %s cannot be compiled%s%s", e->id,
			made.text ? ": " : "", made.text ? made.text : "");
	program = made.outcome == COMPILE_OK ? TAKE(made.program) : NULL;
	compile_result_free(&made);
	return program ? keep(r, program) : NULL;
}

static const struct exercise *exercise_of(const struct references *r, const struct exercise *e,
	const struct cast_member *m, struct err *err)
{
	if (m->of)
		return course_find(r->course, m->of, err);
	if (!e)
		err_set(err, "\"%s\" is a reference and does not say of which exercise", m->name);
	return e;
}

bool references_cast(struct references *r, const struct exercise *e, const struct conversation *c,
	struct reference_cast *out, struct err *err)
{
	out->programs = xcalloc(c->cast_count, sizeof *out->programs);
	out->of = xcalloc(c->cast_count, sizeof *out->of);
	for (size_t i = WHO_YOU + 1; i < c->cast_count; i++) {
		if (c->cast[i].kind != CAST_REFERENCE)
			continue;
		out->of[i] = exercise_of(r, e, &c->cast[i], err);
		out->programs[i] = out->of[i] ? references_program(r, out->of[i], err) : NULL;
		if (!out->programs[i])
			return false;
	}
	return true;
}

void reference_cast_free(struct reference_cast *c)
{
	free(c->programs);
	free(c->of);
	*c = (struct reference_cast){ 0 };
}
