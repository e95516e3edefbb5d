// SPDX-License-Identifier: MIT
#include "play/player.h"

#include "base/clock.h"

struct actor *actor_of(struct player *p, int who)
{
	return who == WHO_WIRE ? &p->wire_actor : &p->cast[who];
}

const struct verb_row *verb_row_of(const struct actor *a, enum verb v)
{
	return &a->kind->verbs[v];
}

enum progress broken(struct player *p, enum step_why why)
{
	p->why = why;
	return BROKEN;
}

enum step_why why_silent(const struct player *p, int who)
{
	const struct actor *a = who >= 0 ? &p->cast[who] : NULL;

	if (!a || a->kind != &program_kind || !a->program.ended)
		return WHY_SILENCE;
	return a->program.signal ? WHY_DIED : WHY_EXITED;
}

/* ---- the step that waits */

static const struct step *step_now(const struct player *p)
{
	return &p->script->steps[p->step];
}

static bool steps_left(const struct player *p)
{
	return !p->broke && !p->ended && p->step < p->script->step_count;
}

static void finish_step(struct player *p, enum progress progress)
{
	record_step(p, p->step, progress == DONE ? STEP_DONE : STEP_BROKE,
		progress == DONE ? WHY_NONE : p->why);
	p->patience_end = 0;
	p->begun = false;
	if (progress == DONE)
		p->step++;
	else
		p->broke = true;
}

static enum progress begin_step(struct player *p)
{
	const struct step *s = step_now(p);
	struct actor *a = actor_of(p, s->who);
	const struct verb_row *row = verb_row_of(a, s->verb);

	p->begun = true;
	p->tried = false;
	p->why = WHY_NONE;
	hearing_begin(p, s);
	record_step(p, p->step, STEP_BEGAN, WHY_NONE);
	return row->begin ? row->begin(p, a, s) : WAITS;
}

static enum progress poll_step(struct player *p)
{
	const struct step *s = step_now(p);
	struct actor *a = actor_of(p, s->who);
	const struct verb_row *row = verb_row_of(a, s->verb);

	return row->poll ? row->poll(p, a, s) : WAITS;
}

/* Moves the script as far as it goes; true if it moved at all. */
static bool move_script(struct player *p)
{
	bool moved = false;

	while (steps_left(p)) {
		enum progress progress = p->begun ? WAITS : begin_step(p);

		if (progress == WAITS)
			progress = poll_step(p);
		if (progress == DONE || progress == BROKEN)
			finish_step(p, progress);
		moved |= progress != WAITS;
		if (progress == WAITS)
			break;
	}
	return moved;
}

static bool move_cast(struct player *p)
{
	bool moved = false;

	for (size_t i = 0; i < p->cast_count; i++)
		if (p->cast[i].kind->move)
			moved |= p->cast[i].kind->move(p, &p->cast[i]);
	return moved;
}

static bool cast_idle(const struct player *p)
{
	for (size_t i = 0; i < p->cast_count; i++)
		if (p->cast[i].kind->idle && !p->cast[i].kind->idle(&p->cast[i]))
			return false;
	return true;
}

static bool move_all(struct player *p)
{
	bool moved = false, spoke = false, again;

	do {
		bool heard = facts_take(p), talked = move_cast(p);

		talked |= move_script(p);
		again = heard || talked;
		spoke |= talked;
		moved |= again;
	} while (again);
	/* Not by what a program prints or does by itself: it may go on with that for ever. */
	if (spoke)
		p->patience_end = 0;
	return moved;
}

/* ---- rest */

static enum progress default_rest(struct player *p, const struct step *s, enum rest rest)
{
	return rest == REST_ASLEEP ? broken(p, why_silent(p, s->who)) : WAITS;
}

static enum progress rest_step(struct player *p, enum rest rest)
{
	const struct step *s = step_now(p);
	struct actor *a = actor_of(p, s->who);
	const struct verb_row *row = verb_row_of(a, s->verb);

	return row->rest ? row->rest(p, a, s, rest) : default_rest(p, s, rest);
}

/* Asks the step whether it still has a reason to wait. */
static bool decide(struct player *p, enum rest rest)
{
	enum progress progress;

	if (!p->begun)
		return false;
	progress = rest_step(p, rest);
	if (progress == WAITS)
		return false;
	if (progress != ACTED)
		finish_step(p, progress);
	move_all(p);
	return true;
}

/* A program that polls with a timeout, or spins, never sleeps for good. What asks only for its silence must end all the same. */
static void be_patient(struct player *p)
{
	if (p->patience_end)
		return;
	p->patience_end = stage_now(p->stage) + PATIENCE_MS * NS_PER_MS;
	alarm_by(p, p->patience_end);
}

static bool stirred(struct player *p)
{
	bool is = p->stirred;

	p->stirred = false;
	return is;
}

static bool at_rest(struct player *p, enum rest rest)
{
	bool asleep = rest == REST_ASLEEP;

	for (size_t i = 0; i < p->cast_count; i++)
		if (p->cast[i].kind->rested)
			p->cast[i].kind->rested(p, &p->cast[i], rest);
	if (move_all(p) || stirred(p))
		return true;
	if (!steps_left(p)) { /* what is queued can go nowhere */
		p->ended = asleep;
		return asleep;
	}
	if (!asleep)
		be_patient(p);
	return decide(p, rest);
}

static bool player_quiet(void *self, struct stage *stage, enum quiet_what what, bool paced)
{
	struct player *p = self;

	(void)stage;
	if (p->broke || p->ended)
		return false;
	return at_rest(p, what == QUIET_ASLEEP && !paced ? REST_ASLEEP : REST_BRIEF);
}

/* ---- time */

static bool reached(uint64_t *at, uint64_t now)
{
	if (*at == 0 || now < *at)
		return false;
	*at = 0;
	return true;
}

static enum progress late_step(struct player *p)
{
	const struct step *s = step_now(p);
	struct actor *a = actor_of(p, s->who);
	const struct verb_row *row = verb_row_of(a, s->verb);

	return row->late ? row->late(p, a, s) : broken(p, WHY_DEADLINE);
}

static bool take_alarm(struct player *p)
{
	uint64_t now = stage_now(p->stage) + NS_PER_MS; /* the alarm's grace */
	bool moved = false;

	if (steps_left(p) && reached(&p->patience_end, now))
		moved = decide(p, REST_LONG);
	if (p->patience_end) /* it rang for something else */
		alarm_by(p, p->patience_end);
	return moved;
}

/* ---- what the stage calls */

static bool player_advance(void *self, struct stage *stage)
{
	struct player *p = self;
	bool moved = move_all(p);

	if (alarm_rang(p) && take_alarm(p))
		moved = true;
	if (!moved && !p->broke && !p->ended && circles_seen(p)) {
		moved = at_rest(p, REST_ASLEEP);
		if (p->broke || p->ended)
			stage_no_more(stage);
	}
	return moved;
}

static void player_deadline(void *self, struct stage *stage)
{
	struct player *p = self;

	(void)stage;
	move_all(p);
	if (!steps_left(p))
		return;
	if (!p->begun)
		begin_step(p);
	finish_step(p, late_step(p));
	move_all(p);
	if (steps_left(p)) { /* the late one was done by waiting; for the next there is no time */
		if (!p->begun)
			begin_step(p);
		finish_step(p, broken(p, WHY_DEADLINE));
	}
}

static bool player_over(void *self)
{
	const struct player *p = self;

	return p->broke || p->ended || (p->step == p->script->step_count && cast_idle(p));
}

static bool player_begin(void *self, struct stage *stage, struct err *err)
{
	struct player *p = self;

	p->stage = stage;
	if (!alarm_open(p, err))
		return false;
	/* Those who wait for others open first: everybody finds them there. */
	for (size_t i = 0; i < p->cast_count; i++)
		if (p->cast[i].kind != &program_kind && !p->cast[i].kind->open(p, &p->cast[i], err))
			return false;
	for (size_t i = 0; i < p->cast_count; i++)
		if (p->cast[i].kind == &program_kind && !p->cast[i].kind->open(p, &p->cast[i], err))
			return false;
	move_all(p);
	return true;
}

struct stage_player player_callbacks(struct player *p)
{
	return (struct stage_player){ p, player_begin, player_advance, player_quiet, player_over,
		player_deadline };
}
