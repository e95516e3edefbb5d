// SPDX-License-Identifier: MIT
#include "report/report_json.h"

#include "base/buf.h"
#include "base/text.h"
#include "judge/sight.h"
#include "report/call_words.h"
#include "report/step_words.h"
#include "report/waits_words.h"

/* Strangers' text may be no UTF-8, and JSON must be. */
static void add_text(cJSON *to, const char *key, const char *text)
{
	AUTO(buf_free) struct buf safe = { 0 };

	if (!text)
		return;
	text_safe_str(&safe, text);
	cJSON_AddStringToObject(to, key, buf_str(&safe));
}

static const char *why_name(enum step_why why)
{
	static const char *const names[] = { "none", "different", "end", "reset", "refused",
		"silence", "exited", "died", "deadline", "forbidden" };

	_Static_assert(ARRAY_LEN(names) == WHY_COUNT, "a name for every reason");
	return names[why];
}

/* ---- where something is in the learner's source */

static cJSON *frame_json(const struct frame *f)
{
	cJSON *one = cJSON_CreateObject();

	add_text(one, "file", f->file);
	cJSON_AddNumberToObject(one, "line", f->line);
	add_text(one, "function", f->func);
	return one;
}

static cJSON *place_json(const struct event *ev)
{
	const struct frame *f = ev ? event_frame(ev) : NULL;
	cJSON *place;

	if (!f)
		return NULL;
	place = frame_json(f);
	if (event_caller(ev))
		cJSON_AddItemToObject(place, "called_from", frame_json(event_caller(ev)));
	return place;
}

static void add_place(cJSON *to, const struct event *ev)
{
	cJSON *place = place_json(ev);

	if (place)
		cJSON_AddItemToObject(to, "at", place);
}

/* ---- mistakes */

static cJSON *finding_json(const struct finding *f)
{
	cJSON *one = cJSON_CreateObject(), *evidence = cJSON_CreateObject();

	cJSON_AddStringToObject(one, "id", f->id);
	add_place(one, f->event);
	for (size_t i = 0; i < f->evidence_count; i++)
		add_text(evidence, f->evidence[i].key, f->evidence[i].value);
	cJSON_AddItemToObject(one, "evidence", evidence);
	return one;
}

static cJSON *findings_json(const struct findings *all)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < all->count; i++)
		cJSON_AddItemToArray(list, finding_json(&all->list[i]));
	return list;
}

/* ---- a verdict */

static cJSON *doing_json(const struct check_run *run, const struct doing *d)
{
	cJSON *one = cJSON_CreateObject();
	AUTO(buf_free) struct buf who = { 0 };
	AUTO(buf_free) struct buf call = { 0 };
	AUTO(buf_free) struct buf what = { 0 };

	words_who_short(&who, run->timeline, d->who);
	cJSON_AddStringToObject(one, "who", buf_str(&who));
	cJSON_AddNumberToObject(one, "pid", d->pid);
	cJSON_AddNumberToObject(one, "tid", d->tid);
	cJSON_AddBoolToObject(one, "ended", d->ended);
	if (d->stopped)
		cJSON_AddStringToObject(one, "stopped_by", words_signal(d->stopped));
	if (d->call) {
		words_call(&call, &d->call->call, CALL_WORDS_FULL);
		cJSON_AddStringToObject(one, "waits_in", buf_str(&call));
		if (words_waits_for(&what, run->timeline, d->call))
			cJSON_AddStringToObject(one, "waits_for", buf_str(&what));
		add_place(one, d->call);
	}
	return one;
}

static void add_step(cJSON *to, const struct exercise *e, const struct check_run *run)
{
	const struct conversation *c = &e->conversations[run->conversation];
	int i = run->verdict.step;
	AUTO(buf_free) struct buf words = { 0 };

	cJSON_AddNumberToObject(to, "step", i + 1);
	if (i < 0 || (size_t)i >= c->step_count)
		return;
	step_words(&words, c, &c->steps[i]);
	cJSON_AddStringToObject(to, "wanted", buf_str(&words));
}

static void add_broken(cJSON *to, const struct exercise *e, const struct check_run *run)
{
	const struct verdict *v = &run->verdict;
	cJSON *doing = cJSON_CreateArray();

	add_step(to, e, run);
	cJSON_AddStringToObject(to, "why", why_name(v->why));
	if (v->first_difference != SIZE_MAX && (v->expected.len || v->actual.len)) {
		cJSON_AddItemToObject(to, "expected", json_of_bytes(buf_bytes(&v->expected)));
		cJSON_AddBoolToObject(to, "expected_exact", v->expected_exact);
		cJSON_AddItemToObject(to, "actual", json_of_bytes(buf_bytes(&v->actual)));
		cJSON_AddNumberToObject(to, "first_difference", v->first_difference);
	}
	if (v->why == WHY_EXITED)
		cJSON_AddNumberToObject(to, "status", v->status);
	if (v->why == WHY_DIED)
		cJSON_AddStringToObject(to, "signal", words_signal(v->signal));
	add_place(to, v->cause);
	for (size_t i = 0; i < v->doing_count; i++)
		cJSON_AddItemToArray(doing, doing_json(run, &v->doing[i]));
	cJSON_AddItemToObject(to, "doing", doing);
}

/* Numbers of steps that count as done because nobody could see, from 1. */
static void add_unchecked(cJSON *to, const struct conversation *c, const struct check_run *run)
{
	const struct run_event *how = run->timeline ? timeline_run(run->timeline) : NULL;
	cJSON *steps = NULL;

	for (size_t i = 0; how && i < c->step_count; i++) {
		if (step_unseen(&c->steps[i], how->level) == UNSEEN_NOTHING ||
			(run->verdict.step >= 0 && i >= (size_t)run->verdict.step))
			continue;
		if (!steps)
			steps = cJSON_AddArrayToObject(to, "unchecked");
		cJSON_AddItemToArray(steps, cJSON_CreateNumber((double)i + 1));
	}
}

static cJSON *check_run_json(const struct exercise *e, const struct check_run *run)
{
	cJSON *one = cJSON_CreateObject();
	bool known = run->conversation >= 0 && (size_t)run->conversation < e->conversation_count;

	cJSON_AddNumberToObject(one, "conversation", run->conversation + 1);
	if (known)
		add_text(one, "title", e->conversations[run->conversation].title);
	cJSON_AddStringToObject(one, "delivery", delivery_names[run->delivery]);
	cJSON_AddStringToObject(one, "storm", storm_names[run->storm]);
	cJSON_AddItemToObject(one, "seed", json_of_u64(run->seed));
	cJSON_AddStringToObject(one, "outcome", outcome_names[run->verdict.outcome]);
	if (run->verdict.outcome == OUTCOME_BROKE && known)
		add_broken(one, e, run);
	if (run->verdict.outcome == OUTCOME_TOOL_ERROR)
		add_text(one, "text", run->verdict.tool_text);
	else if (known)
		add_unchecked(one, &e->conversations[run->conversation], run);
	cJSON_AddItemToObject(one, "mistakes", findings_json(&run->findings));
	return one;
}

/* ---- the compiler */

static cJSON *diagnostic_json(const struct diagnostic_event *d)
{
	cJSON *one = cJSON_CreateObject();

	add_text(one, "severity", d->severity);
	add_text(one, "message", d->message);
	add_text(one, "option", d->option);
	add_text(one, "file", d->file);
	cJSON_AddNumberToObject(one, "line", d->line);
	cJSON_AddNumberToObject(one, "column", d->column);
	return one;
}

static cJSON *compile_json(const struct compile_result *c)
{
	static const char *const outcomes[] = {
		[COMPILE_OK] = "compiled",
		[COMPILE_REFUSED] = "refused",
		[COMPILE_BAD_FILE] = "bad file",
		[COMPILE_CRASHED] = "crashed",
		[COMPILE_TOOL] = "tool error",
	};
	cJSON *one = cJSON_CreateObject(), *said = cJSON_CreateArray();

	cJSON_AddStringToObject(one, "outcome", outcomes[c->outcome]);
	add_text(one, "command", c->command);
	add_text(one, "text", c->text);
	add_text(one, "source_hash", c->source_hash);
	cJSON_AddBoolToObject(one, "cached", c->cached);
	cJSON_AddNumberToObject(one, "took_ms", (double)(c->took_ns / 1000) / 1000);
	for (size_t i = 0; c->said && i < timeline_count(c->said); i++)
		if (timeline_at(c->said, i)->kind == EVENT_DIAGNOSTIC)
			cJSON_AddItemToArray(
				said, diagnostic_json(&timeline_at(c->said, i)->diagnostic));
	cJSON_AddItemToObject(one, "said", said);
	return one;
}

/* ---- the whole */

cJSON *report_check_json(const struct exercise *e, const struct check_result *r)
{
	cJSON *root = cJSON_CreateObject(), *runs = cJSON_CreateArray(), *ids = cJSON_CreateArray();

	cJSON_AddStringToObject(root, "exercise", e->id);
	add_text(root, "title", e->title);
	cJSON_AddStringToObject(root, "outcome", outcome_names[r->outcome]);
	cJSON_AddItemToObject(root, "seed", json_of_u64(r->seed));
	cJSON_AddStringToObject(root, "level", level_names[r->level]);
	cJSON_AddNumberToObject(root, "took_ms", (double)(r->took_ns / 1000) / 1000);
	if (r->tool_text)
		add_text(root, "text", r->tool_text);
	add_text(root, "script_hash", e->script_hash);
	cJSON_AddItemToObject(root, "compile", compile_json(&r->compile));
	for (size_t i = 0; i < r->findings.count; i++)
		cJSON_AddItemToArray(ids, cJSON_CreateString(r->findings.list[i].id));
	cJSON_AddItemToObject(root, "mistakes", ids);
	for (size_t i = 0; i < r->run_count; i++)
		cJSON_AddItemToArray(runs, check_run_json(e, &r->runs[i]));
	cJSON_AddItemToObject(root, "runs", runs);
	return root;
}

cJSON *report_run_json(const struct timeline *tl)
{
	cJSON *root = cJSON_CreateObject(), *events = cJSON_CreateArray();

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_RUN)
			cJSON_AddItemToObject(root, "run", event_to_json(ev));
		else
			cJSON_AddItemToArray(events, event_to_json(ev));
	}
	cJSON_AddItemToObject(root, "events", events);
	return root;
}
