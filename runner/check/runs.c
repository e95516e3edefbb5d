// SPDX-License-Identifier: MIT
#include "check/runs.h"

#include <stdlib.h>
#include <string.h>

#include "check/plays.h"

void runs_init(struct runs *r, const struct exercise *e, const struct check_options *o,
	struct check_result *result)
{
	*r = (struct runs){ .exercise = e, .options = o, .result = result };
	r->specs = xcalloc(result->run_count, sizeof *r->specs);
	r->ended = xcalloc(result->run_count, sizeof *r->ended);
}

void runs_fini(struct runs *r)
{
	free(r->specs);
	free(r->ended);
}

/* ---- which are played */

/* Runs are compared with those before them only, so which are played does not depend on which ended first: after a broken
 * conversation no later one is, and where the first delivery of a conversation broke, or a run met its deadline, the
 * other deliveries would tell nothing new. */
static bool is_wanted(const struct runs *r, size_t i)
{
	const struct check_run *runs = r->result->runs;
	size_t first = i;

	if (r->over)
		return false;
	while (first > 0 && runs[first - 1].conversation == runs[i].conversation)
		first--;
	for (size_t k = 0; k < i; k++) {
		bool same = runs[k].conversation == runs[i].conversation;

		if (!r->ended[k] || runs[k].verdict.outcome == OUTCOME_HELD)
			continue;
		if (runs[k].verdict.outcome == OUTCOME_TOOL_ERROR)
			return false;
		if (same ? k == first || runs[k].verdict.why == WHY_DEADLINE
			 : !r->options->keep_going)
			return false;
	}
	return true;
}

static bool nothing_is_left(const struct runs *r)
{
	for (size_t i = 0; i < r->result->run_count; i++)
		if (!r->ended[i] && is_wanted(r, i))
			return false;
	return true;
}

/* ---- judging */

void runs_judge(const struct exercise *e, struct check_run *run)
{
	const struct conversation *c = &e->conversations[run->conversation];
	const struct run_event *how = timeline_run(run->timeline);

	verdict_of(c, run->timeline, &run->verdict);
	if (how && run->verdict.outcome != OUTCOME_TOOL_ERROR) {
		struct mistake_case facts = {
			.exercise = e,
			.conversation = c,
			.timeline = run->timeline,
			.verdict = &run->verdict,
			.port = (uint16_t)how->port,
			.host = how->host,
		};

		mistakes_find(&facts, &run->findings);
	}
}

void runs_sum_up(struct check_result *r)
{
	r->outcome = OUTCOME_HELD;
	for (size_t i = 0; i < r->run_count; i++) {
		struct check_run *run = &r->runs[i];

		findings_merge(&r->findings, &run->findings);
		if (r->outcome != OUTCOME_HELD || run->verdict.outcome == OUTCOME_HELD)
			continue;
		r->outcome = run->verdict.outcome;
		if (r->outcome == OUTCOME_BROKE)
			r->told = run;
		if (r->outcome == OUTCOME_TOOL_ERROR)
			r->tool_text =
				xstrdup(run->verdict.tool_text ? run->verdict.tool_text : "");
	}
	if (r->run_count == 0 || r->cancelled)
		r->outcome = OUTCOME_NOT_PLAYED;
}

static void forget(struct check_run *run)
{
	check_run_free(run);
	run->verdict.outcome = OUTCOME_NOT_PLAYED;
	run->verdict.step = -1;
	run->verdict.first_difference = SIZE_MAX;
}

static void end(struct runs *r)
{
	for (size_t i = 0; i < r->result->run_count; i++)
		if (r->ended[i] && !is_wanted(r, i))
			forget(&r->result->runs[i]);
	runs_sum_up(r->result);
	r->over = true;
}

/* ---- all of them, side by side */

struct place {
	struct runs *of;
	size_t run;
};

struct whole {
	struct runs *list;
	const struct runs_host *host;
	struct place *places; /* in the order in which they begin; owned */
	size_t count;
};

static bool place_wanted(void *context, size_t i)
{
	const struct whole *w = context;

	return is_wanted(w->places[i].of, w->places[i].run);
}

static void place_ended(void *context, size_t i, struct timeline *tl)
{
	const struct whole *w = context;
	struct runs *r = w->places[i].of;
	struct check_run *run = &r->result->runs[w->places[i].run];

	run->timeline = tl;
	runs_judge(r->exercise, run);
	r->ended[w->places[i].run] = true;
	if (!nothing_is_left(r))
		return;
	end(r);
	if (w->host->over)
		w->host->over(w->host->context, (size_t)(r - w->list));
}

static void place_seen(void *context, size_t i, const struct event *ev)
{
	const struct whole *w = context;
	const struct runs *r = w->places[i].of;
	const struct check_run *run = &r->result->runs[w->places[i].run];

	if (r->options->seen)
		r->options->seen(r->options->context, run->conversation, run->delivery, ev);
}

static bool whole_cancelled(void *context)
{
	const struct whole *w = context;
	const struct check_options *o = w->list[0].options;

	return o->cancelled && o->cancelled(o->context);
}

static void add(struct whole *w, struct runs *r, size_t run)
{
	if (!r->over && run < r->result->run_count)
		w->places[w->count++] = (struct place){ r, run };
}

/* Of a program that its first break ends, a later run may well be for nothing: it comes after everybody's earlier ones. The others go one
 * program after another, so that what is known of one is soon complete. */
static void line_up(struct whole *w, size_t count)
{
	size_t most = 0, all = 0;

	for (size_t i = 0; i < count; i++) {
		size_t own = w->list[i].result->run_count;

		all += own;
		most = own > most ? own : most;
	}
	w->places = xcalloc(all, sizeof *w->places);
	for (size_t k = 0; k < most; k++)
		for (size_t i = 0; i < count; i++)
			if (!w->list[i].options->keep_going)
				add(w, &w->list[i], k);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; w->list[i].options->keep_going && k < most; k++)
			add(w, &w->list[i], k);
}

void runs_play(struct runs *list, size_t count, const struct runs_host *host)
{
	struct whole w = { .list = list, .host = host };
	struct plays_host plays = { host->cpus, host->cpu_count, place_wanted, place_ended,
		place_seen, whole_cancelled, &w };
	AUTO(freep) struct play_spec *specs = NULL;
	bool cancelled;

	if (count == 0)
		return;
	line_up(&w, count);
	specs = xcalloc(w.count, sizeof *specs);
	for (size_t i = 0; i < w.count; i++)
		specs[i] = w.places[i].of->specs[w.places[i].run];
	cancelled = !plays_run(specs, w.count, &plays);
	for (size_t i = 0; i < count && cancelled; i++)
		if (!list[i].over) {
			list[i].result->cancelled = true;
			end(&list[i]);
		}
	free(w.places);
}
