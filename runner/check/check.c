// SPDX-License-Identifier: MIT
#include "check/check.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "check/lint_parts.h"
#include "check/plan.h"
#include "check/plays.h"
#include "check/references.h"
#include "check/runs.h"
#include "stage/probe.h"

enum { CPUS_MAX = 64 };

struct checker {
	struct compiler *compiler;
	struct references *references;
	char *cache_dir;
	int cpus[CPUS_MAX];
	size_t cpu_count;
};

static size_t find_cpus(int *cpus, size_t max)
{
	cpu_set_t set;
	size_t count = 0;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		for (int i = 0; i < CPU_SETSIZE && count < max; i++)
			if (CPU_ISSET(i, &set))
				cpus[count++] = i;
	if (count == 0)
		cpus[count++] = -1;
	return count;
}

struct checker *checker_new(const struct course *course, struct err *err)
{
	struct compiler *compiler = compiler_find(err);
	struct checker *c;

	if (!compiler)
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->compiler = compiler;
	c->cache_dir = compile_cache_dir();
	c->references = references_new(course, compiler, c->cache_dir);
	c->cpu_count = find_cpus(c->cpus, CPUS_MAX);
	probe_level(
		NULL); /* asked once here, not again in every process that is forked from this one */
	return c;
}

void checker_free(struct checker *c)
{
	if (!c)
		return;
	references_free(c->references);
	compiler_free(c->compiler);
	free(c->cache_dir);
	free(c);
}

char *checker_compile(struct checker *c, const char *source, struct err *err)
{
	struct compile_result made;
	char *program;

	compile_source(c->compiler, source, c->cache_dir, 0, &made);
	program = made.outcome == COMPILE_OK ? TAKE(made.program) : NULL;
	if (!program)
		err_set(err, "%s cannot be compiled%s%s", source, made.text ? ": " : "",
			made.text ? made.text : "");
	compile_result_free(&made);
	return program;
}

/* ---- one check */

/* What a conversation needs beside the program: its references, and what the reference answers. */
struct setting {
	struct reference_cast cast;
	struct answers like;
	bool like_known;
};

struct work {
	struct checker *checker;
	const struct exercise *exercise;
	const struct check_options *options;
	struct check_result *result;
	struct setting *settings; /* of each conversation */
	size_t cpu_count;
};

static bool is_cancelled(const struct check_options *o)
{
	return o->cancelled && o->cancelled(o->context);
}

/* The compiler works in a thread, so that the references can be made meanwhile. */
struct compiling {
	pthread_t thread;
	struct compiler *compiler;
	const char *source, *cache_dir;
	unsigned flags;
	struct compile_result *out;
};

static void *compile_in_thread(void *argument)
{
	struct compiling *job = argument;

	compile_source(job->compiler, job->source, job->cache_dir, job->flags, job->out);
	return NULL;
}

/* Where no thread can be had, it is done here and now. */
static bool compile_begin(struct compiling *job)
{
	if (pthread_create(&job->thread, NULL, compile_in_thread, job) == 0)
		return true;
	compile_in_thread(job);
	return false;
}

/* ---- many at a time, for lint */

struct warming {
	struct checker *checker;
	const char *const *sources;
	size_t count;
	const struct lint_options *options;
	atomic_size_t next;
};

static void *warm_some(void *argument)
{
	struct warming *w = argument;
	size_t i;

	while ((i = atomic_fetch_add(&w->next, 1)) < w->count) {
		struct compile_result made;

		if (w->options->cancelled && w->options->cancelled(w->options->context))
			break;

		compile_source(
			w->checker->compiler, w->sources[i], w->checker->cache_dir, 0, &made);
		compile_result_free(&made);
	}
	return NULL;
}

void checker_warm(
	struct checker *c, const char *const *sources, size_t count, const struct lint_options *o)
{
	struct warming w = { c, sources, count, o, 0 };
	pthread_t threads[CPUS_MAX];
	size_t helpers = 0;

	compiler_stop_when(c->compiler, o->cancelled, o->context);
	while (helpers + 1 < c->cpu_count &&
		pthread_create(&threads[helpers], NULL, warm_some, &w) == 0)
		helpers++;
	warm_some(&w);
	while (helpers > 0)
		pthread_join(threads[--helpers], NULL);
	compiler_stop_when(c->compiler, NULL, NULL);
}

static struct play_spec spec_of(
	const struct work *w, const struct check_run *run, const char *program)
{
	const struct setting *setting = &w->settings[run->conversation];

	return (struct play_spec){
		.exercise = w->exercise,
		.conversation = &w->exercise->conversations[run->conversation],
		.conversation_index = run->conversation,
		.program = program,
		.references = setting->cast.programs,
		.reference_of = setting->cast.of,
		.delivery = run->delivery,
		.storm = run->storm,
		.seed = run->seed,
		.like = setting->like_known ? &setting->like : NULL,
		.any_port = w->options->any_port,
		.level = w->result->level,
		.lines = !w->options->no_lines,
		.source_hash = w->result->compile.source_hash,
	};
}

/* ---- what the reference answers */

struct hearing {
	struct work *work;
	size_t *conversations; /* of each play */
	struct err *err;
	bool failed;
};

static bool hearing_wanted(void *context, size_t i)
{
	const struct hearing *h = context;

	(void)i;
	return !h->failed;
}

static bool hearing_cancelled(void *context)
{
	const struct hearing *h = context;

	return is_cancelled(h->work->options);
}

static void hearing_ended(void *context, size_t i, struct timeline *tl)
{
	struct hearing *h = context;
	size_t at = h->conversations[i];
	const struct conversation *c = &h->work->exercise->conversations[at];
	struct setting *setting = &h->work->settings[at];
	const struct end_event *end = timeline_end(tl);

	if (end && end->how == END_PLAYED) {
		answers_from(&setting->like, c, tl);
		setting->like_known = true;
	} else {
		h->failed = true;
		err_set(h->err, "the solution of %s cannot hold conversation %zu, \"%s\"%s%s",
			h->work->exercise->id, at + 1, c->title, end && end->text ? ": " : "",
			end && end->text ? end->text : "");
	}
	timeline_free(tl);
}

/* Plays each conversation that has `like` in it with the reference as `you`. */
static bool hear_references(struct work *w, struct err *err)
{
	size_t all = w->exercise->conversation_count, count = 0;
	AUTO(freep) struct play_spec *specs = xcalloc(all, sizeof *specs);
	AUTO(freep) size_t *conversations = xcalloc(all, sizeof *conversations);
	struct hearing hearing = { w, conversations, err, false };
	struct plays_host host = { w->checker->cpus, w->cpu_count, hearing_wanted, hearing_ended,
		NULL, hearing_cancelled, &hearing };
	const char *program = NULL;

	for (size_t i = 0; i < all; i++) {
		struct check_run run = { .conversation = (int)i, .seed = w->result->seed };

		if (!plan_has(w->result, i) ||
			!conversation_has_like(&w->exercise->conversations[i]))
			continue;
		if (!program)
			program = references_program(w->checker->references, w->exercise, err);
		if (!program)
			return false;
		specs[count] = spec_of(w, &run, program);
		specs[count].any_port = false;
		specs[count].source_hash = "";
		conversations[count++] = i;
	}
	w->result->cancelled = !plays_run(specs, count, &host);
	return !hearing.failed;
}

static bool prepare(struct work *w, struct err *err)
{
	for (size_t i = 0; i < w->exercise->conversation_count; i++)
		if (plan_has(w->result, i) &&
			!references_cast(w->checker->references, w->exercise,
				&w->exercise->conversations[i], &w->settings[i].cast, err))
			return false;
	return true;
}

/* ---- the whole */

/* True if there is something to play. */
static bool came_through(struct work *w, bool prepared, const struct err *err)
{
	struct check_result *r = w->result;

	r->cancelled |= is_cancelled(w->options);
	if (r->cancelled) {
		r->outcome = OUTCOME_NOT_PLAYED;
	} else if (r->compile.outcome == COMPILE_TOOL) {
		r->outcome = OUTCOME_TOOL_ERROR;
		r->tool_text = xstrdup(
			r->compile.text ? r->compile.text : "the compiler could not be run");
	} else if (r->compile.outcome != COMPILE_OK) {
		r->outcome = OUTCOME_BROKE;
	} else if (!prepared) {
		r->outcome = OUTCOME_TOOL_ERROR;
		r->tool_text = xstrdup(err->text);
	} else {
		return true;
	}
	return false;
}

/* Programs share the machine's ports where they have no network of their own: then one at a time. */
static size_t side_by_side(const struct work *w)
{
	size_t jobs = w->options->jobs > 0 ? (size_t)w->options->jobs : w->checker->cpu_count;

	if (w->result->level != LEVEL_FULL)
		return 1;
	return min_size(jobs, w->checker->cpu_count);
}

/* Everything before the plays. True if there is something to play. */
static bool work_begin(struct work *w)
{
	struct checker *c = w->checker;
	const struct check_options *o = w->options;
	struct check_result *out = w->result;
	struct compiling job = { 0, c->compiler, o->file, c->cache_dir,
		o->no_cache ? COMPILE_NO_CACHE : 0, &out->compile };
	struct err err = { 0 };
	bool threaded, prepared;

	*out = (struct check_result){ .seed = o->seed ? o->seed : dice_new_seed() };
	out->level = o->level_given ? o->level : probe_level(NULL);
	if (!plan_runs(w->exercise, o, out, &err)) {
		out->outcome = OUTCOME_NOT_PLAYED;
		out->tool_text = xstrdup(err.text);
		return false;
	}
	compiler_stop_when(c->compiler, o->cancelled, o->context);
	threaded = compile_begin(&job);
	w->cpu_count = side_by_side(w);
	prepared = prepare(w, &err);
	if (threaded)
		pthread_join(job.thread, NULL);
	/* not before: a run begins with a bare clone(), which must not meet another thread inside malloc() */
	prepared = prepared && out->compile.outcome == COMPILE_OK && hear_references(w, &err);
	compiler_stop_when(c->compiler, NULL, NULL);
	return came_through(w, prepared, &err);
}

static void work_fini(struct work *w)
{
	for (size_t i = 0; i < w->exercise->conversation_count; i++) {
		reference_cast_free(&w->settings[i].cast);
		answers_free(&w->settings[i].like);
	}
	free(w->settings);
}

static void line_up(struct runs *runs, const struct work *w)
{
	struct check_result *r = w->result;

	runs_init(runs, w->exercise, w->options, r);
	for (size_t i = 0; i < r->run_count; i++)
		runs->specs[i] = spec_of(w, &r->runs[i], r->compile.program);
}

struct several {
	void (*over)(void *context, size_t which);
	void *context;
	const size_t *which; /* of the cases, by number among those that are played */
};

static void tell_over(void *context, size_t i)
{
	const struct several *s = context;

	if (s->over)
		s->over(s->context, s->which[i]);
}

void check_several(struct checker *c, const struct exercise *e, const struct check_case *cases,
	size_t count, void (*over)(void *context, size_t which), void *context)
{
	AUTO(freep) struct work *works = xcalloc(count, sizeof *works);
	AUTO(freep) struct runs *runs = xcalloc(count, sizeof *runs);
	AUTO(freep) size_t *which = xcalloc(count, sizeof *which);
	struct several several = { over, context, which };
	struct runs_host host = { c->cpus, 0, tell_over, &several };
	uint64_t began = clock_steady_ns();
	size_t playing = 0;

	for (size_t i = 0; i < count; i++) {
		works[i] = (struct work){ c, e, cases[i].options, cases[i].result,
			xcalloc(e->conversation_count, sizeof *works[i].settings), 0 };
		if (work_begin(&works[i])) {
			line_up(&runs[playing], &works[i]);
			which[playing++] = i;
			host.cpu_count = works[i].cpu_count;
		} else if (over) {
			over(context, i);
		}
	}
	runs_play(runs, playing, &host);
	for (size_t i = 0; i < playing; i++)
		runs_fini(&runs[i]);
	for (size_t i = 0; i < count; i++) {
		work_fini(&works[i]);
		cases[i].result->took_ns = clock_steady_ns() - began;
	}
}

void check_exercise(struct checker *c, const struct exercise *e, const struct check_options *o,
	struct check_result *out)
{
	struct check_case one = { o, out };

	check_several(c, e, &one, 1, NULL, NULL);
}

void check_run_free(struct check_run *r)
{
	findings_free(&r->findings);
	verdict_free(&r->verdict);
	timeline_freep(&r->timeline);
	r->findings = (struct findings){ 0 };
	r->verdict = (struct verdict){ 0 };
}

void check_result_free(struct check_result *r)
{
	for (size_t i = 0; i < r->run_count; i++)
		check_run_free(&r->runs[i]);
	free(r->runs);
	findings_free(&r->findings);
	compile_result_free(&r->compile);
	free(r->tool_text);
	*r = (struct check_result){ 0 };
}

/* ---- a demo, and timelines from elsewhere */

static int word_index(const char *const *words, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

static bool demo_wanted(void *context, size_t i)
{
	(void)context, (void)i;
	return true;
}

struct demo {
	const struct check_options *options;
	struct check_run *run;
};

static void demo_ended(void *context, size_t i, struct timeline *tl)
{
	const struct demo *d = context;

	(void)i;
	d->run->timeline = tl;
}

static void demo_seen(void *context, size_t i, const struct event *ev)
{
	const struct demo *d = context;

	(void)i;
	d->options->seen(d->options->context, 0, DELIVERY_WHOLE, ev);
}

static bool demo_cancelled(void *context)
{
	const struct demo *d = context;

	return d->options->cancelled && d->options->cancelled(d->options->context);
}

static struct timeline *failed_demo(const char *text)
{
	struct timeline *tl = timeline_new();
	struct event end = {
		.kind = EVENT_END, .who = WHO_TOOL, .end = { .how = END_TOOL, .text = text }
	};

	timeline_add(tl, &end);
	return tl;
}

void check_demo(struct checker *c, const struct lesson *l, const struct check_options *o,
	struct check_run *out)
{
	struct demo demo = { o, out };
	struct reference_cast cast = { 0 };
	struct plays_host host = { c->cpus, 1, demo_wanted, demo_ended, o->seen ? demo_seen : NULL,
		demo_cancelled, &demo };
	struct err err;

	*out = (struct check_run){ .seed = o->seed ? o->seed : dice_new_seed() };
	if (references_cast(c->references, NULL, &l->demo_script, &cast, &err)) {
		struct play_spec spec = {
			.conversation = &l->demo_script,
			.references = cast.programs,
			.reference_of = cast.of,
			.seed = out->seed,
			.level = o->level_given ? o->level : probe_level(NULL),
			.lines = !o->no_lines,
			.source_hash = "",
		};

		plays_run(&spec, 1, &host);
	} else {
		out->timeline = failed_demo(err.text);
	}
	if (out->timeline)
		verdict_of(&l->demo_script, out->timeline, &out->verdict);
	else
		out->verdict.outcome = OUTCOME_NOT_PLAYED;
	reference_cast_free(&cast);
}

void check_judge(const struct exercise *e, struct check_result *r)
{
	bool any = false;

	for (size_t i = 0; i < r->run_count; i++)
		if (r->runs[i].timeline) {
			runs_judge(e, &r->runs[i]);
			any = true;
		}
	if (any && !r->tool_text)
		runs_sum_up(r);
}

bool check_progress(const struct exercise *e, const struct check_result *r, struct progress *more)
{
	bool held = r->outcome == OUTCOME_HELD;

	if (r->cancelled || (!held && r->outcome != OUTCOME_BROKE))
		return false;
	*more = (struct progress){
		.state = held ? PROGRESS_DONE : PROGRESS_TRIED,
		.tries = 1,
	};
	memcpy(more->source_hash, r->compile.source_hash, sizeof more->source_hash);
	memcpy(more->script_hash, e->script_hash, sizeof more->script_hash);
	return true;
}

bool check_replay(
	const struct exercise *e, struct timeline *tl, struct check_result *out, struct err *err)
{
	const struct run_event *how = timeline_run(tl);
	int delivery, storm, level;

	if (!how || strcmp(how->exercise, e->id) != 0)
		return err_set(err, "it is not of exercise %s", e->id);
	if (strcmp(how->script_hash, e->script_hash) != 0)
		return err_set(err,
			"it was recorded with another script of exercise %s than this course has",
			e->id);
	delivery = word_index(delivery_names, DELIVERIES, how->delivery);
	storm = word_index(storm_names, STORMS, how->storm);
	level = word_index(level_names, LEVELS, how->level);
	if (how->conversation < 0 || (size_t)how->conversation >= e->conversation_count ||
		delivery < 0 || storm < 0 || level < 0)
		return err_set(err, "its first line names a conversation, delivery, storm or level "
				    "that there is not");
	*out = (struct check_result){ .seed = how->seed, .level = level, .run_count = 1 };
	out->compile.said = timeline_new();
	snprintf(out->compile.source_hash, sizeof out->compile.source_hash, "%s", how->source_hash);
	out->runs = xcalloc(1, sizeof *out->runs);
	out->runs[0] = (struct check_run){ .conversation = how->conversation,
		.delivery = delivery,
		.storm = storm,
		.seed = how->seed,
		.timeline = tl };
	check_judge(e, out);
	return true;
}
