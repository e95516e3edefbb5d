// SPDX-License-Identifier: MIT
#include "check/plan.h"

#include "base/hash.h"

static bool is_asked(const struct check_options *o, size_t conversation)
{
	return o->conversation < 0 || (size_t)o->conversation == conversation;
}

static unsigned deliveries_of(const struct check_options *o, const struct conversation *c)
{
	unsigned differ = conversation_deliveries(c);

	return o->delivery >= 0 ? (differ | c->deliveries) & 1u << o->delivery : differ;
}

static unsigned one_in_turn(unsigned storms, unsigned turn)
{
	unsigned others = storms & ~(1u << STORM_NONE), none = storms & 1u << STORM_NONE;
	unsigned k = others ? turn % (unsigned)__builtin_popcount(others) : 0;

	while (k-- > 0)
		others &= others - 1;
	return none | (others & -others);
}

/* Storms are made by following calls. */
static unsigned storms_at(enum stage_level level, const struct conversation *c)
{
	unsigned may = conversation_storms(c);

	if (level == LEVEL_BARE)
		may &= 1u << STORM_NONE;
	return c->own_network && level != LEVEL_FULL ? 0 : may;
}

static unsigned storms_of(const struct check_options *o, enum stage_level level,
	const struct conversation *c, unsigned run)
{
	unsigned may = storms_at(level, c);

	if (o->storm >= 0)
		return may & 1u << o->storm;
	switch (o->storms) {
	case STORMS_OF_SCRIPT: return may & c->storms;
	case STORMS_IN_TURN: return one_in_turn(may, o->turn + run);
	case STORMS_ALL: break;
	}
	return may;
}

/* ---- */

struct plan {
	const struct exercise *exercise;
	const struct check_options *options;
	struct check_result *out;
	size_t cap;
};

static void add_run(struct plan *p, size_t conversation, unsigned delivery, unsigned storm)
{
	struct check_result *r = p->out;

	grow(&r->runs, &p->cap, r->run_count, sizeof *r->runs);
	r->runs[r->run_count++] = (struct check_run){
		.conversation = (int)conversation,
		.delivery = delivery,
		.storm = storm,
		.seed = r->seed,
		.verdict = { .outcome = OUTCOME_NOT_PLAYED,
			.step = -1,
			.first_difference = SIZE_MAX },
	};
}

static void add_conversation(struct plan *p, size_t i)
{
	const struct conversation *c = &p->exercise->conversations[i];
	unsigned deliveries = deliveries_of(p->options, c);

	for (unsigned d = 0; d < DELIVERIES; d++) {
		unsigned storms = storms_of(p->options, p->out->level, c, i + d);

		for (unsigned s = 0; s < STORMS; s++)
			if (deliveries >> d & 1 && storms >> s & 1)
				add_run(p, i, d, s);
	}
}

static void keep_one(struct check_result *r, size_t from, struct dice *dice)
{
	if (r->run_count <= from)
		return;
	r->runs[from] = r->runs[from + dice_below(dice, (uint32_t)(r->run_count - from))];
	r->run_count = from + 1;
}

static void add_words(struct buf *out, const char *const *words, unsigned bits)
{
	for (unsigned i = 0; bits >> i; i++)
		if (bits >> i & 1)
			buf_addf(out, "%s%s", out->len ? ", " : "", words[i]);
}

static bool refuse(const struct plan *p, struct err *err)
{
	AUTO(buf_free) struct buf deliveries = { 0 }, storms = { 0 };
	unsigned delivered = 0, stormy = 0;

	for (size_t i = 0; i < p->exercise->conversation_count; i++) {
		const struct conversation *c = &p->exercise->conversations[i];

		if (is_asked(p->options, i)) {
			delivered |= c->deliveries;
			stormy |= storms_at(p->out->level, c);
		}
	}
	if (!stormy)
		return err_set(
			err, "it needs a network of its own, which there is only at level full");
	add_words(&deliveries, delivery_names, delivered);
	add_words(&storms, storm_names, stormy);
	return err_set(err,
		"what you ask of %s is never played at level %s; what is: deliveries %s; storms %s",
		p->exercise->id, level_names[p->out->level], buf_str(&deliveries),
		buf_str(&storms));
}

bool plan_runs(const struct exercise *e, const struct check_options *o, struct check_result *out,
	struct err *err)
{
	struct plan p = { e, o, out, 0 };
	struct dice dice = dice_from(out->seed + o->turn, "runs");

	for (size_t i = 0; i < e->conversation_count; i++) {
		size_t from = out->run_count;

		if (!is_asked(o, i))
			continue;
		add_conversation(&p, i);
		if (o->one_each)
			keep_one(out, from, &dice);
	}
	return out->run_count > 0 || refuse(&p, err);
}

bool plan_has(const struct check_result *r, size_t conversation)
{
	for (size_t i = 0; i < r->run_count; i++)
		if ((size_t)r->runs[i].conversation == conversation)
			return true;
	return false;
}
