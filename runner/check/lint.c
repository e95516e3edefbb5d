// SPDX-License-Identifier: MIT
#include "check/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "check/lint_parts.h"

enum { WRONG_LEAST = 2, PAGE_MAX = 1 << 20 };

struct lint { /* one exercise being looked at */
	struct checker *checker;
	const struct course *course;
	const struct exercise *exercise;
	const struct lint_options *options;
	struct lint_result *out;
};

static bool stopped(struct lint_result *out, const struct lint_options *o)
{
	if (!out->cancelled && o->cancelled)
		out->cancelled = o->cancelled(o->context);
	return out->cancelled;
}

static void begins(const struct lint *l, const char *path)
{
	if (l->options->begins)
		l->options->begins(l->options->context, path);
}

/* As the course names it: without the folder that the course is in. */
static const char *in_course(const struct lint *l, const char *path)
{
	size_t len = strlen(l->course->dir);

	if (strncmp(path, l->course->dir, len) != 0)
		return path;
	return path + len + strspn(path + len, "/");
}

#define PROBLEM(l, path, ...) lint_add((l)->out, LINT_PROBLEM, in_course(l, path), __VA_ARGS__)

enum proof { PROOF_SOLUTION, PROOF_RIGHT, PROOF_RIGHT_ONCE, PROOF_WRONG };

/* Which runs a program must go through. */
static const struct check_options proofs[] = {
	[PROOF_SOLUTION] = { .keep_going = true, .storms = STORMS_ALL },
	[PROOF_RIGHT] = { .keep_going = true, .storms = STORMS_IN_TURN },
	[PROOF_RIGHT_ONCE] = { .keep_going = true, .storms = STORMS_ALL, .one_each = true },
	[PROOF_WRONG] = { .storms = STORMS_OF_SCRIPT },
};

static void play(const struct lint *l, const char *file, enum proof proof, struct check_result *r)
{
	struct check_options o = proofs[proof];

	o.file = file;
	o.seed = l->options->seed;
	o.conversation = o.delivery = o.storm = -1;
	o.turn = (unsigned)l->out->programs;
	o.cancelled = l->options->cancelled;
	o.context = l->options->context;
	begins(l, in_course(l, file));
	check_exercise(l->checker, l->exercise, &o, r);
	l->out->programs++;
	for (size_t i = 0; i < r->run_count; i++)
		l->out->runs += r->runs[i].timeline != NULL;
	l->out->level = r->level;
	l->out->cancelled |= r->cancelled;
}

/* Did it come to a verdict at all? If not, that is told. */
static bool came_to_verdict(const struct lint *l, const char *file, const struct check_result *r)
{
	if (r->cancelled)
		return false;
	if (r->outcome == OUTCOME_TOOL_ERROR || r->outcome == OUTCOME_NOT_PLAYED)
		PROBLEM(l, file, "it could not be tried: %s",
			r->tool_text ? r->tool_text : "no reason is known");
	return r->outcome == OUTCOME_HELD || r->outcome == OUTCOME_BROKE;
}

static const struct diagnostic_event *first_error(const struct check_result *r)
{
	for (size_t i = 0; r->compile.said && i < timeline_count(r->compile.said); i++) {
		const struct event *ev = timeline_at(r->compile.said, i);

		if (ev->kind == EVENT_DIAGNOSTIC && strstr(ev->diagnostic.severity, "error"))
			return &ev->diagnostic;
	}
	return NULL;
}

static bool compiled(const struct lint *l, const char *file, const struct check_result *r)
{
	const struct diagnostic_event *first = first_error(r);

	if (r->compile.outcome == COMPILE_OK)
		return true;
	if (first)
		PROBLEM(l, file, "it does not compile: line %d: %s", first->line, first->message);
	else
		PROBLEM(l, file, "it does not compile%s%s", r->compile.text ? ": " : "",
			r->compile.text ? r->compile.text : "");
	return false;
}

static void tell_break(const struct lint *l, const char *file, const struct check_run *run)
{
	const struct conversation *c = &l->exercise->conversations[run->conversation];

	PROBLEM(l, file,
		"conversation %d, \"%s\", breaks at step %d; see it: socklings trace %s "
		"--conversation %d --delivery %s --storm %s --seed %llu --file %s",
		run->conversation + 1, c->title, run->verdict.step + 1, l->exercise->id,
		run->conversation + 1, delivery_names[run->delivery], storm_names[run->storm],
		(unsigned long long)run->seed, file);
}

static bool is_named(const struct findings *f, const char *id)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->list[i].id, id) == 0)
			return true;
	return false;
}

static void tell_accusations(
	const struct lint *l, const char *file, const struct findings *f, const char *but)
{
	for (size_t i = 0; i < f->count; i++)
		if (!but || strcmp(f->list[i].id, but) != 0)
			PROBLEM(l, file,
				but ? "it is told %s as well, which is not its mistake"
				    : "it is right, and told %s",
				f->list[i].id);
}

/* ---- programs that are right */

static void look_at_right(const struct lint *l, const char *file, enum proof proof)
{
	struct check_result r;

	play(l, file, proof, &r);
	if (came_to_verdict(l, file, &r) && compiled(l, file, &r)) {
		for (size_t i = 0; i < r.run_count; i++)
			if (r.runs[i].verdict.outcome == OUTCOME_BROKE)
				tell_break(l, file, &r.runs[i]);
		tell_accusations(l, file, &r.findings, NULL);
	}
	check_result_free(&r);
}

/* ---- the handout */

static void judge_handout(const struct lint *l, const char *file, const struct check_result *r)
{
	const char *wants = l->exercise->handout_fails;

	if (strcmp(wants, "compile") == 0) {
		if (r->compile.outcome == COMPILE_OK)
			PROBLEM(l, file, "the handout compiles, and is meant not to");
	} else if (!compiled(l, file, r)) {
		return;
	} else if (strcmp(wants, "conversation") == 0) {
		if (r->outcome == OUTCOME_HELD)
			PROBLEM(l, file, "the handout passes already: there is nothing to do");
	} else if (!is_named(&r->findings, wants)) {
		PROBLEM(l, file, "the handout is meant to be told %s, and is told %s", wants,
			r->findings.count ? r->findings.list[0].id : "nothing");
	}
}

static void look_at_handout(const struct lint *l)
{
	const char *file = l->exercise->handout_path;
	struct check_result r;

	if (!file_exists(file)) {
		PROBLEM(l, file, "there is no handout");
		return;
	}
	play(l, file, PROOF_WRONG, &r);
	if (came_to_verdict(l, file, &r))
		judge_handout(l, file, &r);
	check_result_free(&r);
}

/* ---- programs that are wrong */

static void look_at_places(const struct lint *l, const char *file, const struct finding *f)
{
	AUTO(freep) char *where = xasprintf("lessons/mistakes/%s.md", f->id);
	AUTO(freep) char *path = path_join(l->course->dir, where);
	AUTO(buf_free) struct buf text = { 0 };
	const char *at;
	char key[64];

	if (!file_read(path, PAGE_MAX, 0, &text, NULL))
		return; /* lint_pages() tells */
	at = buf_str(&text);
	while (lint_next_place(&at, key)) {
		bool filled = false;

		for (size_t i = 0; i < f->evidence_count; i++)
			filled |= strcmp(f->evidence[i].key, key) == 0;
		if (!filled)
			PROBLEM(l, file, "told %s, but {%s} of its page stays empty", f->id, key);
	}
}

static void judge_wrong(
	const struct lint *l, const char *file, const char *id, const struct check_result *r)
{
	if (!is_named(&r->findings, id)) {
		PROBLEM(l, file, "it is not told %s, but %s%s", id,
			r->findings.count ? r->findings.list[0].id : "nothing",
			r->outcome == OUTCOME_HELD ? "; every conversation held" : "");
		return;
	}
	tell_accusations(l, file, &r->findings, id);
	for (size_t i = 0; i < r->findings.count; i++)
		look_at_places(l, file, &r->findings.list[i]);
}

static void look_at_wrong(const struct lint *l, const char *file)
{
	const char *name = path_base(file);
	AUTO(freep) char *id = xstrndup(name, strcspn(name, "."));
	struct check_result r;

	play(l, file, PROOF_WRONG, &r);
	if (came_to_verdict(l, file, &r) && compiled(l, file, &r))
		judge_wrong(l, file, id, &r);
	check_result_free(&r);
}

/* ---- one exercise */

static void add_source(struct sources *s, const char *path)
{
	grow(&s->paths, &s->cap, s->count, sizeof *s->paths);
	s->paths[s->count++] = xstrdup(path);
}

static void add_folder(struct sources *s, const char *dir)
{
	AUTO(strv_freep) char **names = file_is_dir(dir) ? file_list(dir, NULL) : NULL;

	for (char **name = names; name && *name; name++) {
		AUTO(freep) char *path = path_join(dir, *name);
		size_t len = strlen(*name);

		if (len > 2 && strcmp(*name + len - 2, ".c") == 0)
			add_source(s, path);
	}
}

static void sources_free(struct sources *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->paths[i]);
	free(s->paths);
}

static void look_at_texts(const struct lint *l)
{
	const struct exercise *e = l->exercise;

	for (size_t i = 0; e->hints[i]; i++)
		if (!*e->hints[i])
			PROBLEM(l, e->json_path, "hint %zu is empty", i + 1);
	lint_links(l->out, e->json_path, in_course(l, e->json_path), e->task);
	lint_links(l->out, e->json_path, in_course(l, e->json_path), e->why);
	if (e->conversation_count < 2)
		lint_add(l->out, LINT_ADVICE, in_course(l, e->json_path),
			"one conversation only: add one in which something goes against "
			"expectation");
	for (char *const *id = e->wants; id && *id; id++)
		if (!course_find(l->course, *id, NULL))
			PROBLEM(l, e->json_path,
				"it wants %s to be done first, and there is no such exercise", *id);
}

static void look_at_programs(
	const struct lint *l, const struct sources *wrong, const struct sources *right)
{
	for (size_t i = 0; i < wrong->count && !stopped(l->out, l->options); i++)
		look_at_wrong(l, wrong->paths[i]);
	for (size_t i = 0; i < right->count && !stopped(l->out, l->options); i++)
		look_at_right(l, right->paths[i], l->options->all ? PROOF_RIGHT : PROOF_RIGHT_ONCE);
	if (wrong->count < WRONG_LEAST)
		lint_add(l->out, LINT_ADVICE, in_course(l, l->exercise->wrong_dir),
			"fewer than two wrong programs, so little proves that mistakes are told "
			"here");
}

void lint_exercise(struct checker *c, const struct course *course, const struct exercise *e,
	const struct lint_options *o, struct lint_result *out)
{
	struct lint l = { c, course, e, o, out };
	struct sources all = { 0 }, wrong = { 0 }, right = { 0 };

	out->exercises++;
	look_at_texts(&l);
	add_folder(&wrong, e->wrong_dir);
	add_folder(&right, e->right_dir);
	add_source(&all, e->solution_path);
	add_source(&all, e->handout_path);
	add_folder(&all, e->wrong_dir);
	add_folder(&all, e->right_dir);
	if (!stopped(out, o))
		checker_warm(c, &all, o);
	if (!stopped(out, o))
		look_at_right(&l, e->solution_path, PROOF_SOLUTION);
	if (!stopped(out, o))
		look_at_handout(&l);
	look_at_programs(&l, &wrong, &right);
	sources_free(&all);
	sources_free(&wrong);
	sources_free(&right);
}

void lint_demo(struct checker *c, const struct lesson *l, const struct lint_options *o,
	struct lint_result *out)
{
	AUTO(freep) char *where = xasprintf("lessons/%s/lesson.json", l->name);
	struct check_options how = {
		.seed = o->seed, .cancelled = o->cancelled, .context = o->context
	};
	struct check_run run;

	if (!l->demo_script.step_count || stopped(out, o))
		return;
	check_demo(c, l, &how, &run);
	out->runs += run.timeline != NULL;
	if (run.verdict.outcome == OUTCOME_TOOL_ERROR)
		lint_add(out, LINT_PROBLEM, where, "the demo could not be played: %s",
			run.verdict.tool_text ? run.verdict.tool_text : "");
	else if (run.verdict.outcome == OUTCOME_BROKE)
		lint_add(out, LINT_PROBLEM, where, "the demo breaks at step %d (seed %llu)",
			run.verdict.step + 1, (unsigned long long)run.seed);
	check_run_free(&run);
}
