// SPDX-License-Identifier: MIT
#include "check/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
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

/* As the course names it: without the folder that the course is in. */
static const char *in_course(const struct lint *l, const char *path)
{
	size_t len = strlen(l->course->dir);

	if (strncmp(path, l->course->dir, len) != 0)
		return path;
	return path + len + strspn(path + len, "/");
}

#define PROBLEM(l, path, ...) lint_add((l)->out, LINT_PROBLEM, in_course(l, path), __VA_ARGS__)

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
	if (first && strcmp(path_base(first->file), path_base(file)) == 0)
		PROBLEM(l, file, "it does not compile: line %d: %s", first->line, first->message);
	else if (first && *first->file)
		PROBLEM(l, file, "it does not compile: %s:%d: %s", first->file, first->line,
			first->message);
	else if (first)
		PROBLEM(l, file, "it does not compile: %s", first->message);
	else
		PROBLEM(l, file, "it does not compile%s%s", r->compile.text ? ": " : "",
			r->compile.text ? r->compile.text : "");
	return false;
}

static void tell_break(const struct lint *l, const char *file, const struct check_run *run)
{
	const struct conversation *c = &l->exercise->conversations[run->conversation];
	struct buf see = { 0 };

	PROBLEM(l, file, "conversation %d, \"%s\", breaks at step %d", run->conversation + 1,
		c->title, run->verdict.step + 1);
	buf_addf(&see,
		"socklings trace %s --conversation %d --delivery %s --storm %s --seed %llu --file ",
		l->exercise->id, run->conversation + 1, delivery_names[run->delivery],
		storm_names[run->storm], (unsigned long long)run->seed);
	text_quote_shell(&see, bytes_of(file));
	buf_add_str(&see, l->options->home ? l->options->home : "");
	l->out->remarks[l->out->count - 1].see = buf_take(&see);
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

static void judge_right(const struct lint *l, const char *file, const struct check_result *r)
{
	if (!compiled(l, file, r))
		return;
	for (size_t i = 0; i < r->run_count; i++)
		if (r->runs[i].verdict.outcome == OUTCOME_BROKE)
			tell_break(l, file, &r->runs[i]);
	tell_accusations(l, file, &r->findings, NULL);
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

static void judge_wrong(const struct lint *l, const char *file, const struct check_result *r)
{
	const char *name = path_base(file);
	AUTO(freep) char *id = xstrndup(name, strcspn(name, "."));

	if (!compiled(l, file, r))
		return;
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

/* ---- all programs of an exercise */

/* Which runs a program must go through, and what is asked of it then. */
struct proof {
	struct check_options how;
	void (*judge)(const struct lint *l, const char *file, const struct check_result *r);
};
static const struct proof of_solution = { { .keep_going = true, .storms = STORMS_ALL },
	judge_right };
static const struct proof of_handout = { { .storms = STORMS_OF_SCRIPT }, judge_handout };
static const struct proof of_wrong = { { .storms = STORMS_OF_SCRIPT }, judge_wrong };
static const struct proof of_right = { { .keep_going = true, .storms = STORMS_IN_TURN },
	judge_right };
static const struct proof of_right_once = {
	{ .keep_going = true, .storms = STORMS_ALL, .one_each = true }, judge_right
};

struct program {
	char *path; /* owned */
	const struct proof *proof;
	struct check_options how;
	struct check_result result;
};

struct programs {
	const struct lint *lint;
	struct program *list; /* owned */
	size_t count, cap;
	size_t wrong; /* how many of them */
};

static void add_program(struct programs *p, const char *path, const struct proof *proof)
{
	struct program *new;

	grow(&p->list, &p->cap, p->count, sizeof *p->list);
	new = &p->list[p->count++];
	*new = (struct program){ .path = xstrdup(path), .proof = proof, .how = proof->how };
}

static size_t add_folder(struct programs *p, const char *dir, const struct proof *proof)
{
	AUTO(strv_freep) char **names = file_is_dir(dir) ? file_list(dir, NULL) : NULL;
	size_t before = p->count;

	for (char **name = names; name && *name; name++) {
		AUTO(freep) char *path = path_join(dir, *name);
		size_t len = strlen(*name);

		if (len > 2 && strcmp(*name + len - 2, ".c") == 0)
			add_program(p, path, proof);
	}
	return p->count - before;
}

static void programs_free(struct programs *p)
{
	for (size_t i = 0; i < p->count; i++) {
		check_result_free(&p->list[i].result);
		free(p->list[i].path);
	}
	free(p->list);
}

static void find_programs(struct programs *p)
{
	const struct lint *l = p->lint;
	const struct exercise *e = l->exercise;

	add_program(p, e->solution_path, &of_solution);
	if (file_exists(e->handout_path))
		add_program(p, e->handout_path, &of_handout);
	else
		PROBLEM(l, e->handout_path, "there is no handout");
	p->wrong = add_folder(p, e->wrong_dir, &of_wrong);
	add_folder(p, e->right_dir, l->options->all ? &of_right : &of_right_once);
}

static void warm(const struct programs *p)
{
	AUTO(freep) const char **paths = xcalloc(p->count, sizeof *paths);

	for (size_t i = 0; i < p->count; i++)
		paths[i] = p->list[i].path;
	checker_warm(p->lint->checker, paths, p->count, p->lint->options);
}

/* What a run was is of no use any more, only what it came to. */
static void is_tried(void *context, size_t which)
{
	const struct programs *p = context;
	const struct lint *l = p->lint;
	struct check_result *r = &p->list[which].result;

	for (size_t i = 0; i < r->run_count; i++) {
		l->out->runs += r->runs[i].timeline != NULL;
		timeline_freep(&r->runs[i].timeline);
	}
	if (l->options->tried && !r->cancelled)
		l->options->tried(l->options->context, in_course(l, p->list[which].path));
}

static void try_all(struct programs *p)
{
	const struct lint *l = p->lint;
	AUTO(freep) struct check_case *cases = xcalloc(p->count, sizeof *cases);

	for (size_t i = 0; i < p->count; i++) {
		struct check_options *o = &p->list[i].how;

		o->file = p->list[i].path;
		o->seed = l->options->seed;
		o->conversation = o->delivery = o->storm = -1;
		o->turn = (unsigned)(l->out->programs + i);
		o->cancelled = l->options->cancelled;
		o->context = l->options->context;
		cases[i] = (struct check_case){ o, &p->list[i].result };
	}
	check_several(l->checker, l->exercise, cases, p->count, is_tried, p);
}

static void judge_all(const struct programs *p)
{
	const struct lint *l = p->lint;

	for (size_t i = 0; i < p->count; i++) {
		const struct program *one = &p->list[i];

		l->out->programs++;
		l->out->level = one->result.level;
		l->out->cancelled |= one->result.cancelled;
		if (came_to_verdict(l, one->path, &one->result))
			one->proof->judge(l, one->path, &one->result);
	}
	if (p->wrong < WRONG_LEAST)
		lint_add(l->out, LINT_ADVICE, in_course(l, l->exercise->wrong_dir),
			"fewer than two wrong programs, so little proves that mistakes are told "
			"here");
}

/* ---- one exercise */

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

void lint_exercise(struct checker *c, const struct course *course, const struct exercise *e,
	const struct lint_options *o, struct lint_result *out)
{
	struct lint l = { c, course, e, o, out };
	struct programs programs = { .lint = &l };

	out->exercises++;
	look_at_texts(&l);
	find_programs(&programs);
	if (!stopped(out, o))
		warm(&programs);
	if (!stopped(out, o)) {
		try_all(&programs);
		judge_all(&programs);
	}
	programs_free(&programs);
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
