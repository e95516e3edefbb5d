// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "base/text.h"
#include "judge/sight.h"
#include "report/call_words.h"
#include "report/verdict_parts.h"

static const char *const lacks[LEVELS] = {
	[LEVEL_TRACED] =
		"without a private network (level traced): its packets could not be seen, and "
		"/tmp was closed to it.",
	[LEVEL_BARE] = "without tracing (level bare): neither calls nor packets could be seen, "
		       "and /tmp was closed to it.",
};

static const struct check_run *run_of(const struct check_result *r, int conversation)
{
	for (size_t i = 0; i < r->run_count; i++)
		if (r->runs[i].conversation == conversation && r->runs[i].timeline)
			return &r->runs[i];
	return NULL;
}

/* Steps that were passed without anybody having looked. */
static void count_unseen(const struct exercise *e, const struct check_result *r, size_t *count)
{
	for (size_t i = 0; i < e->conversation_count; i++) {
		const struct conversation *c = &e->conversations[i];
		const struct check_run *run = run_of(r, (int)i);

		for (size_t k = 0; run && k < c->step_count; k++)
			if (run->verdict.step < 0 || k < (size_t)run->verdict.step)
				count[step_unseen(&c->steps[k], level_names[r->level])]++;
	}
}

static void add_unseen(struct buf *out, const struct exercise *e, const struct check_result *r)
{
	size_t count[UNSEEN_COUNT] = { 0 }, said = 0;

	count_unseen(e, r, count);
	for (int i = UNSEEN_NOTHING + 1; i < UNSEEN_COUNT; i++) {
		if (!count[i])
			continue;
		buf_add_str(out, said++ ? ", " : "Not checked at this level: ");
		words_count(out, count[i], "step", "steps");
		buf_addf(out, " about %s", unseen_names[i]);
	}
	if (said)
		buf_add_str(out, ". ");
}

static void add_elsewhere(struct buf *out, const struct exercise *e, const struct check_result *r)
{
	for (size_t i = 0; i < e->conversation_count; i++)
		if (e->conversations[i].own_network && !run_of(r, (int)i))
			buf_addf(out,
				"Conversation %zu needs a network of its own, and is not played. ",
				i + 1);
}

void verdict_level_text(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (!lacks[r->level])
		return;
	buf_addf(&text, "Played %s ", lacks[r->level]);
	add_unseen(&text, e, r);
	add_elsewhere(&text, e, r);
	buf_add_str(&text, "socklings doctor says what is missing.");
	text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
}
