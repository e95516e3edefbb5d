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

/* The first that came from the one it is about. */
static const struct parcel *next_parcel(
	const struct player *p, const struct actor *a, const struct step *s, size_t *place)
{
	const struct parcels *in = &a->datagram.in;

	for (*place = 0; *place < in->count; ++*place)
		if (s->peer == WHO_ANYBODY ||
			datagram_speaker(p, a, &in->list[*place].peer) == s->peer)
			return &in->list[*place];
	return NULL;
}

static enum progress poll_gets(struct player *p, struct actor *a, const struct step *s)
{
	size_t place;
	const struct parcel *parcel = next_parcel(p, a, s, &place);

	if (!parcel)
		return WAITS;
	if (!hear_exactly(p, s, parcel->data))
		return broken(p, WHY_DIFFERENT);
	datagram_forget(&a->datagram, place);
	return DONE;
}

static enum progress rest_gets(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	(void)a;
	(void)s;
	if (p->hearing.open && rest != REST_BRIEF)
		return DONE; /* the reference does not answer, and that is its answer */
	return rest == REST_ASLEEP ? broken(p, why_silent(p, WHO_YOU)) : WAITS;
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
