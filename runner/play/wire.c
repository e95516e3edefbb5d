// SPDX-License-Identifier: MIT
#include "judge/facts_match.h"
#include "play/player.h"

/* ---- what befalls datagrams */

enum verb wire_passes(struct wire *w, int who)
{
	enum verb fate = VERBS;

	for (size_t i = 0; i < w->count; i++) {
		struct mischief *m = &w->list[i];

		if (m->after < 0 || (m->from != WHO_ANYBODY && m->from != who))
			continue;
		if (m->after-- == 0 && fate == VERBS)
			fate = m->verb;
	}
	return fate;
}

static enum progress begin_mischief(struct player *p, struct actor *a, const struct step *s)
{
	struct wire *w = &p->wire;

	(void)a;
	grow(&w->list, &w->cap, w->count, sizeof *w->list);
	w->list[w->count++] = (struct mischief){ s->verb, s->packet.from, s->number - 1 };
	return DONE;
}

/* ---- what packets show */

/* An actor's packets come from its port; a program's from any that is no actor's. */
static int speaker(const struct player *p, const struct packet_event *packet)
{
	int program = WHO_YOU;

	for (size_t i = 0; i < p->cast_count; i++) {
		if (!p->cast[i].port || p->cast[i].port != packet->src.port)
			continue;
		if (!is_program(&p->cast[i]))
			return i;
		program = i;
	}
	return program;
}

static bool shows(const struct player *p, const struct step *s, const struct event *ev)
{
	return ev->kind == EVENT_PACKET && packet_matches(s->packet.flags, &ev->packet) &&
	       (s->packet.from == WHO_ANYBODY || speaker(p, &ev->packet) == s->packet.from);
}

static enum progress poll_shows(struct player *p, struct actor *a, const struct step *s)
{
	const struct timeline *tl = stage_timeline(p->stage);

	(void)a;
	if (p->spec.level != LEVEL_FULL)
		return DONE; /* packets are not seen here, so nothing can be said of them */
	while (p->wire.shown < timeline_count(tl))
		if (shows(p, s, timeline_arrival(tl, p->wire.shown++)))
			return DONE;
	return WAITS;
}

static bool open_wire(struct player *p, struct actor *a, struct err *err)
{
	(void)p;
	(void)a;
	(void)err;
	return true;
}

static const struct verb_row wire_verbs[VERBS] = {
	[VERB_SHOWS] = { NULL, poll_shows, NULL, NULL },
	[VERB_DROPS] = { begin_mischief, NULL, NULL, NULL },
	[VERB_DUPLICATES] = { begin_mischief, NULL, NULL, NULL },
	[VERB_REORDERS] = { begin_mischief, NULL, NULL, NULL },
};

const struct actor_kind wire_kind = { wire_verbs, open_wire, NULL, NULL, NULL };
