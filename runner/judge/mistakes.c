// SPDX-License-Identifier: MIT
#include "judge/mistakes.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/mistakes/rules.h"

#define WHEN_BROKEN				    MISTAKE_WHEN_BROKEN
#define ALWAYS					    MISTAKE_ALWAYS
#define MISTAKE_ROW(function, id, when, rank, keys) { id, when, rank, rule_##function, keys },
const struct mistake_rule mistake_rules[] = { MISTAKE_LIST(MISTAKE_ROW) };
#undef MISTAKE_ROW
const size_t mistake_rule_count = ARRAY_LEN(mistake_rules);

void finding_add(struct finding *f, const char *key, const char *fmt, ...)
{
	struct buf safe = { 0 };
	char text[512];
	va_list args;

	if (f->evidence_count == EVIDENCE_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	text_safe_line(
		&safe, bytes_of(text)); /* file names and arguments are strangers' text too */
	f->evidence[f->evidence_count++] = (struct evidence){ key, buf_take(&safe) };
}

static void finding_fini(struct finding *f)
{
	for (size_t i = 0; i < f->evidence_count; i++)
		free(f->evidence[i].value);
	f->evidence_count = 0;
}

/* Where and in which call: every page may speak of that. */
static void add_place(struct finding *f)
{
	const struct event *ev = f->event;
	const struct frame *frame = NULL;

	if (ev && ev->kind == EVENT_CALL && ev->call.frame_count)
		frame = &ev->call.frames[0];
	if (ev && ev->kind == EVENT_SANITIZER && ev->sanitizer.frame_count)
		frame = &ev->sanitizer.frames[0];
	finding_add(f, "call", "%s",
		ev && ev->kind == EVENT_CALL ? call_word(&ev->call) : "the program");
	finding_add(f, "file", "%s", frame && frame->file ? frame->file : "the program");
	if (frame && frame->line)
		finding_add(f, "line", "%d", frame->line);
	else
		finding_add(f, "line", "?");
}

static const struct mistake_rule *rule_of(const char *id)
{
	for (size_t i = 0; i < mistake_rule_count; i++)
		if (strcmp(mistake_rules[i].id, id) == 0)
			return &mistake_rules[i];
	return NULL;
}

static int rank_of(const struct finding *f)
{
	return f->harmless ? RANK_REMARK : rule_of(f->id)->rank;
}

static int by_importance(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	uint64_t x_when = x->event ? x->event->t0 : 0, y_when = y->event ? y->event->t0 : 0;

	if (rank_of(x) != rank_of(y))
		return rank_of(x) - rank_of(y);
	if (x_when != y_when)
		return x_when < y_when ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* Puts them in order, and drops the echoes of a cause. Where there are only echoes, the first call
 * that went wrong made the others. */
static void settle(struct findings *out)
{
	size_t kept = 0;
	bool explained = false;

	if (out->count > 1)
		qsort(out->list, out->count, sizeof *out->list, by_importance);
	for (size_t i = 0; i < out->count; i++) {
		int rank = rank_of(&out->list[i]);

		if (rank >= RANK_ECHO && rank < RANK_REMARK && explained) {
			finding_fini(&out->list[i]);
			continue;
		}
		explained |= rank < RANK_REMARK;
		out->list[kept++] = out->list[i];
	}
	out->count = kept;
}

static bool has(const struct findings *out, const char *id)
{
	for (size_t i = 0; i < out->count; i++)
		if (strcmp(out->list[i].id, id) == 0)
			return true;
	return false;
}

static void add(struct findings *out, const struct finding *f)
{
	grow(&out->list, &out->cap, out->count, sizeof *out->list);
	out->list[out->count++] = *f;
}

void mistakes_find(const struct mistake_case *c, struct findings *out)
{
	struct mistake_case full = *c;
	AUTO(facts_freep) struct facts *facts = NULL;

	if (c->verdict->outcome != OUTCOME_HELD && c->verdict->outcome != OUTCOME_BROKE)
		return;
	full.facts = facts = facts_new(&full);
	for (size_t i = 0; i < mistake_rule_count; i++) {
		const struct mistake_rule *rule = &mistake_rules[i];
		struct finding found = { .id = rule->id };

		if (rule->when == WHEN_BROKEN && c->verdict->outcome != OUTCOME_BROKE)
			continue;
		if (has(out, rule->id) || !rule->find(&full, &found)) {
			finding_fini(&found);
			continue;
		}
		add_place(&found);
		add(out, &found);
	}
	settle(out);
}

void findings_merge(struct findings *into, const struct findings *from)
{
	for (size_t i = 0; i < from->count; i++) {
		struct finding copy = from->list[i];

		if (has(into, copy.id))
			continue;
		for (size_t e = 0; e < copy.evidence_count; e++)
			copy.evidence[e].value = xstrdup(copy.evidence[e].value);
		add(into, &copy);
	}
	settle(into);
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		finding_fini(&f->list[i]);
	free(f->list);
	*f = (struct findings){ 0 };
}
