// SPDX-License-Identifier: MIT
#include "play/datagram_parts.h"

/* To whoever the script says; else a receiver answers whoever spoke last, and a sender speaks to whoever waits. */
static int addressee(const struct player *p, const struct actor *a, const struct step *s)
{
	if (s->peer != WHO_ANYBODY)
		return s->peer;
	return a->datagram.last.family ? WHO_ANYBODY : places_counterpart(p, a->who);
}

static enum progress begin_sends(struct player *p, struct actor *a, const struct step *s)
{
	const struct bytes_values values = places_values(p, p->step);
	AUTO(buf_free) struct buf text = { 0 };

	bytes_expr_render(&s->bytes, &values, &text);
	datagram_queue(&a->datagram, buf_bytes(&text), addressee(p, a, s));
	return DONE;
}

static bool is_from(const struct player *p, const struct actor *a, const struct step *s,
	const struct parcel *from)
{
	return s->peer == WHO_ANYBODY || datagram_speaker(p, a, &from->peer) == s->peer;
}

/* Datagrams come in any order, as far as anybody has promised: one that a next `gets` of the same actor wants is not wrong now. */
static bool is_wanted_next(
	const struct player *p, const struct actor *a, const struct parcel *parcel)
{
	for (size_t i = p->step + 1; i < p->script->step_count; i++) {
		const struct step *s = &p->script->steps[i];
		const struct bytes_values values = places_values(p, i);
		struct match m;

		if (s->who != a->who || s->verb != VERB_GETS)
			return false;
		m = match_bytes(&s->bytes, &values, parcel->data);
		if (is_from(p, a, s, parcel) && m.state == MATCH_WHOLE &&
			m.used == parcel->data.len)
			return true;
	}
	return false;
}

static enum progress poll_gets(struct player *p, struct actor *a, const struct step *s)
{
	const struct parcels *in = &a->datagram.in;
	bool unwanted = false;

	for (size_t i = 0; i < in->count; i++) {
		if (!is_from(p, a, s, &in->list[i]))
			continue;
		if (hear_exactly(p, s, in->list[i].data)) {
			datagram_forget(&a->datagram, i);
			return DONE;
		}
		unwanted |= !is_wanted_next(p, a, &in->list[i]);
	}
	return unwanted ? broken(p, WHY_DIFFERENT) : WAITS;
}

/* One that was wanted later came instead. */
static bool has_other(const struct player *p, const struct actor *a, const struct step *s)
{
	const struct parcels *in = &a->datagram.in;

	for (size_t i = 0; i < in->count; i++)
		if (is_from(p, a, s, &in->list[i]))
			return true;
	return false;
}

static enum progress rest_gets(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	if (p->hearing.open && rest != REST_BRIEF)
		return DONE; /* the reference does not answer, and that is its answer */
	if (rest != REST_ASLEEP)
		return WAITS;
	return broken(p, has_other(p, a, s) ? WHY_DIFFERENT : why_silent(p, WHO_YOU));
}

static enum progress poll_sees(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	return a->datagram.in.count > 0 ? broken(p, WHY_DIFFERENT) : WAITS;
}

static enum progress rest_sees(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	(void)a;
	if (s->sight == SEES_SILENCE)
		return rest == REST_BRIEF ? WAITS : DONE;
	return rest == REST_ASLEEP ? broken(p, WHY_SILENCE) : WAITS;
}

static enum progress late_sees(struct player *p, struct actor *a, const struct step *s)
{
	(void)a;
	return s->sight == SEES_SILENCE ? DONE : broken(p, WHY_DEADLINE);
}

static enum progress begin_listens(struct player *p, struct actor *a, const struct step *s)
{
	struct err err;

	(void)s;
	if (a->datagram.fd < 0 && !datagram_listen(p, a, &err))
		record_tool_error(p, &err);
	return DONE;
}

static enum progress begin_closes(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	datagram_stop(p, a);
	return DONE;
}

static enum progress begin_restarts(struct player *p, struct actor *a, const struct step *s)
{
	datagram_stop(p, a);
	return begin_listens(p, a, s);
}

const struct verb_row datagram_verbs[VERBS] = {
	[VERB_SENDS] = { begin_sends, NULL, NULL, NULL },
	[VERB_GETS] = { NULL, poll_gets, rest_gets, NULL },
	[VERB_SEES] = { NULL, poll_sees, rest_sees, late_sees },
	[VERB_LISTENS] = { begin_listens, NULL, NULL, NULL },
	[VERB_CLOSES] = { begin_closes, NULL, NULL, NULL },
	[VERB_RESTARTS] = { begin_restarts, NULL, NULL, NULL },
};
