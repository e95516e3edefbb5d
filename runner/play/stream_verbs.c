// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "base/clock.h"
#include "play/delivery.h"
#include "play/stream_parts.h"

/* ---- connecting */

static int target_of(const struct player *p, const struct actor *a, const struct step *s)
{
	return s->peer != WHO_ANYBODY ? s->peer : places_counterpart(p, a->who);
}

static enum progress try_now(struct player *p, struct actor *a, const struct step *s)
{
	int target = target_of(p, a, s);

	p->tried = true;
	return target < 0 ? WAITS : stream_connect(p, a, target);
}

static enum progress poll_connects(struct player *p, struct actor *a, const struct step *s)
{
	int target = target_of(p, a, s);

	if (!p->tried && target >= 0 && places_ready(p, a, target))
		return try_now(p, a, s);
	if (!p->tried)
		return WAITS;
	switch (stream_connecting(p, a)) {
	case LINK_CONNECTING: return WAITS;
	case LINK_UP: return DONE;
	case LINK_NONE: break;
	}
	return broken(p, WHY_REFUSED);
}

/* Nobody will ever listen there. It connects all the same, so that the refusal is a real one, to be seen on the wire. */
static enum progress rest_connects(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	if (rest != REST_ASLEEP)
		return WAITS;
	return p->tried ? broken(p, WHY_SILENCE) : try_now(p, a, s);
}

static enum progress late_connects(struct player *p, struct actor *a, const struct step *s)
{
	enum progress progress;

	if (!p->tried)
		try_now(p, a, s);
	progress = poll_connects(p, a, s);
	return progress == WAITS ? broken(p, WHY_DEADLINE) : progress;
}

static enum progress poll_accepts(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	return a->stream.listener >= 0 && stream_accept(p, a) ? DONE : WAITS;
}

static enum progress rest_accepts(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	(void)a;
	(void)s;
	return rest == REST_ASLEEP ? broken(p, why_silent(p, WHO_YOU)) : WAITS;
}

static enum progress begin_listens(struct player *p, struct actor *a, const struct step *s)
{
	struct err err;

	(void)s;
	if (a->stream.listener < 0 && !stream_listen(p, a, &err))
		record_tool_error(p, &err);
	return DONE;
}

static enum progress begin_restarts(struct player *p, struct actor *a, const struct step *s)
{
	stream_stop(p, a);
	return begin_listens(p, a, s);
}

/* ---- speaking */

/* Sends that follow one another leave as one. */
static bool more_to_glue(const struct player *p, const struct actor *a)
{
	const struct step *next = &p->script->steps[p->step + 1];

	return p->spec.delivery == DELIVERY_GLUED && p->step + 1 < p->script->step_count &&
	       next->who == a->who && next->verb == VERB_SENDS;
}

static void queue_message(struct player *p, struct stream *st)
{
	struct cuts cuts;
	size_t at = 0;

	cuts_make(&cuts, p->spec.delivery, p->spec.seed, p->step, st->glue.len);
	for (size_t i = 0; i < cuts.count; at += cuts.lens[i++])
		stream_queue(st, ITEM_BYTES, st->glue.data + at, cuts.lens[i]);
	cuts_free(&cuts);
	buf_cut(&st->glue, 0);
}

static enum progress begin_sends(struct player *p, struct actor *a, const struct step *s)
{
	struct stream *st = &a->stream;
	const struct bytes_values values = places_values(p, p->step);

	bytes_expr_render(&s->bytes, &values, &st->glue);
	if (st->link != LINK_UP || st->reset)
		buf_cut(&st->glue, 0); /* there is nobody to send it to */
	else if (!more_to_glue(p, a))
		queue_message(p, st);
	return DONE;
}

static enum progress end_by(struct actor *a, enum item_kind kind)
{
	if (a->stream.link == LINK_UP)
		stream_queue(&a->stream, kind, NULL, 0);
	return DONE;
}

static enum progress begin_finishes(struct player *p, struct actor *a, const struct step *s)
{
	(void)p;
	(void)s;
	return end_by(a, ITEM_FINISH);
}

static enum progress begin_closes(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	if (a->stream.link == LINK_NONE && a->stream.listener >= 0)
		stream_stop(p, a);
	return end_by(a, ITEM_CLOSE);
}

static enum progress begin_resets(struct player *p, struct actor *a, const struct step *s)
{
	(void)p;
	(void)s;
	return end_by(a, ITEM_RESET);
}

/* ---- hearing */

static enum progress poll_gets(struct player *p, struct actor *a, const struct step *s)
{
	struct stream *st = &a->stream;
	enum progress progress =
		hear(p, s, &st->in, st->end || st->reset, st->reset ? WHY_RESET : WHY_END);

	if (progress == DONE)
		st->rested = true; /* it has taken what this answers */
	return progress;
}

static enum progress rest_gets(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	(void)s;
	return hear_rest(p, &a->stream.in, rest, WHY_SILENCE);
}

static void pause_reading(struct player *p, struct actor *a, bool paused)
{
	struct move_event facts = { .local = a->stream.local, .remote = a->stream.remote };

	a->stream.paused = paused;
	record_move(p, a, paused ? MOVE_PAUSED : MOVE_RESUMED, &facts);
}

static enum progress begin_pauses(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	pause_reading(p, a, true);
	return DONE;
}

static enum progress begin_resumes(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	pause_reading(p, a, false);
	return DONE;
}

/* ---- seeing */

static enum progress see_end(struct player *p, struct stream *st)
{
	if (st->end && !st->reset) {
		st->end_told = true;
		return DONE;
	}
	return st->reset ? broken(p, WHY_RESET) : WAITS;
}

static enum progress see_reset(struct player *p, struct stream *st)
{
	if (st->reset) {
		st->reset_told = true;
		return DONE;
	}
	return st->end && !st->end_told ? broken(p, WHY_END) : WAITS;
}

static enum progress see_silence(struct player *p, struct stream *st)
{
	if (st->reset && !st->reset_told)
		return broken(p, WHY_RESET);
	return st->end && !st->end_told ? broken(p, WHY_END) : WAITS;
}

/* Wants to be refused: it is tried when nobody can be about to listen any more. */
static enum progress see_refused(struct player *p, struct actor *a)
{
	if (!p->tried)
		return WAITS;
	switch (stream_connecting(p, a)) {
	case LINK_CONNECTING: return WAITS;
	case LINK_NONE: return DONE;
	case LINK_UP: break;
	}
	return broken(p, WHY_DIFFERENT);
}

static enum progress poll_sees(struct player *p, struct actor *a, const struct step *s)
{
	struct stream *st = &a->stream;

	if (s->sight == SEES_REFUSED)
		return see_refused(p, a);
	if (st->in.len > 0)
		return hear_unwanted(p, &st->in, st->end || st->reset);
	if (s->sight == SEES_END)
		return see_end(p, st);
	return s->sight == SEES_RESET ? see_reset(p, st) : see_silence(p, st);
}

static enum progress rest_sees(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	if (a->stream.in.len > 0 && s->sight != SEES_REFUSED)
		return hear_unwanted(p, &a->stream.in, true);
	if (rest == REST_BRIEF)
		return WAITS;
	if (s->sight == SEES_SILENCE)
		return DONE;
	if (s->sight == SEES_REFUSED && !p->tried)
		return try_now(p, a, s);
	return rest == REST_ASLEEP ? broken(p, WHY_SILENCE) : WAITS;
}

static enum progress late_sees(struct player *p, struct actor *a, const struct step *s)
{
	enum progress progress = rest_sees(p, a, s, REST_LONG);

	if (progress == ACTED)
		progress = poll_sees(p, a, s);
	return progress == DONE || progress == BROKEN ? progress : broken(p, WHY_DEADLINE);
}

const struct verb_row stream_verbs[VERBS] = {
	[VERB_CONNECTS] = { NULL, poll_connects, rest_connects, late_connects },
	[VERB_ACCEPTS] = { NULL, poll_accepts, rest_accepts, NULL },
	[VERB_LISTENS] = { begin_listens, NULL, NULL, NULL },
	[VERB_SENDS] = { begin_sends, NULL, NULL, NULL },
	[VERB_GETS] = { NULL, poll_gets, rest_gets, NULL },
	[VERB_FINISHES] = { begin_finishes, NULL, NULL, NULL },
	[VERB_CLOSES] = { begin_closes, NULL, NULL, NULL },
	[VERB_RESETS] = { begin_resets, NULL, NULL, NULL },
	[VERB_SEES] = { NULL, poll_sees, rest_sees, late_sees },
	[VERB_PAUSES] = { begin_pauses, NULL, NULL, NULL },
	[VERB_RESUMES] = { begin_resumes, NULL, NULL, NULL },
	[VERB_RESTARTS] = { begin_restarts, NULL, NULL, NULL },
};
