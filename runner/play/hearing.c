// SPDX-License-Identifier: MIT
#include <string.h>

#include "play/player.h"

enum { SHOWN_AFTER = 64 }; /* bytes beyond the wanted ones, so that what really came can be shown */

/* Only pieces that can be met by several strings make it otherwise. */
static bool is_fixed(const struct bytes_expr *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->pieces[i].kind == PIECE_LINE || e->pieces[i].kind == PIECE_ANY)
			return false;
	return true;
}

static bool hears(enum verb v)
{
	return v == VERB_GETS || v == VERB_PRINTS;
}

void hearing_begin(struct player *p, const struct step *s)
{
	struct hearing *h = &p->hearing;
	const struct bytes_values values = places_values(p, p->step);

	buf_free(&h->want);
	*h = (struct hearing){ 0 };
	if (!hears(s->verb))
		return;
	h->open = match_is_open(&s->bytes, &values);
	if (!bytes_expr_is_exact(&s->bytes))
		return;
	if (bytes_expr_render(&s->bytes, &values, &h->want))
		h->fixed = is_fixed(&s->bytes);
	else
		buf_free(&h->want); /* else it would seem that no byte at all is wanted */
}

/* Compares only what has come since the last time. */
static struct match match_fixed(struct hearing *h, struct bytes got)
{
	size_t have = min_size(got.len, h->want.len);

	while (h->compared < have && got.at[h->compared] == (uint8_t)h->want.data[h->compared])
		h->compared++;
	if (h->compared < have)
		return (struct match){ MATCH_DIFFERENT, .first = h->compared };
	if (have < h->want.len)
		return (struct match){ MATCH_PART, .first = have };
	return (struct match){ MATCH_WHOLE, .used = have, .first = have };
}

static struct match match_now(struct player *p, const struct step *s, struct bytes got)
{
	const struct bytes_values values = places_values(p, p->step);

	if (p->hearing.fixed)
		return match_fixed(&p->hearing, got);
	return match_bytes(&s->bytes, &values, got);
}

enum progress hear(
	struct player *p, const struct step *s, struct buf *in, bool ended, enum step_why why)
{
	struct hearing *h = &p->hearing;
	struct match m = match_now(p, s, buf_bytes(in));

	if (m.state == MATCH_WHOLE) {
		buf_drop_front(in, m.used);
		return DONE;
	}
	if (m.state == MATCH_DIFFERENT) {
		h->differs = true;
		if (ended ||
			in->len >= (h->want.len > m.first ? h->want.len : m.first) + SHOWN_AFTER)
			return broken(p, WHY_DIFFERENT);
		return WAITS;
	}
	if (!ended)
		return WAITS;
	if (!h->open)
		return broken(p, why);
	buf_cut(in, 0);
	return DONE;
}

enum progress hear_rest(struct player *p, struct buf *in, enum rest rest, enum step_why why)
{
	if (p->hearing.differs)
		return broken(p, WHY_DIFFERENT);
	if (p->hearing.open && rest != REST_BRIEF) {
		buf_cut(in, 0);
		return DONE;
	}
	return rest == REST_ASLEEP ? broken(p, why) : WAITS;
}

bool hear_exactly(struct player *p, const struct step *s, struct bytes b)
{
	struct match m;

	p->hearing.compared = 0;
	m = match_now(p, s, b);
	return p->hearing.open || (m.state == MATCH_WHOLE && m.used == b.len);
}

enum progress hear_unwanted(struct player *p, const struct buf *in, bool at_rest)
{
	return at_rest || in->len >= SHOWN_AFTER ? broken(p, WHY_DIFFERENT) : WAITS;
}
