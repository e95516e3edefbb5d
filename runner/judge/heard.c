// SPDX-License-Identifier: MIT
#include "judge/heard.h"

#include <stdlib.h>
#include <string.h>

#include "judge/facts_match.h"
#include "judge/match.h"

/* A program has three ways to be heard (its sockets are the actors'): by descriptor. An actor has one. */
enum { CHANNEL_SOCKET, CHANNEL_OUT, CHANNEL_ERR, CHANNELS };

struct channel {
	struct buf bytes;
	struct heard_piece *pieces;
	size_t count, cap;
	bool datagrams;
};

struct listener {
	struct channel channels[CHANNELS];
	char port_text[8], bound_text[8];
};

struct walk {
	const struct conversation *script;
	const struct run_event *run;
	struct listener *cast;
	const struct event *began; /* of the step that waits */
};

/* ---- a channel */

static void channel_clear(struct channel *ch)
{
	buf_cut(&ch->bytes, 0);
	ch->count = 0;
}

static void channel_free(struct channel *ch)
{
	buf_free(&ch->bytes);
	free(ch->pieces);
}

static void channel_add(struct channel *ch, const struct event *ev, struct bytes data)
{
	grow(&ch->pieces, &ch->cap, ch->count, sizeof *ch->pieces);
	ch->pieces[ch->count++] = (struct heard_piece){ ev, data.len };
	buf_add(&ch->bytes, data.at, data.len);
}

static void drop_piece(struct channel *ch, size_t i)
{
	memmove(ch->pieces + i, ch->pieces + i + 1, (--ch->count - i) * sizeof *ch->pieces);
}

static void channel_drop(struct channel *ch, size_t len)
{
	buf_drop_front(&ch->bytes, len);
	while (ch->count > 0 && len >= ch->pieces[0].len) {
		len -= ch->pieces[0].len;
		drop_piece(ch, 0);
	}
	if (ch->count > 0)
		ch->pieces[0].len -= len;
}

/* Takes the i-th datagram out of the middle. */
static void channel_drop_datagram(struct channel *ch, size_t i)
{
	AUTO(buf_free) struct buf rest = { 0 };
	size_t at = 0;

	for (size_t k = 0; k < i; k++)
		at += ch->pieces[k].len;
	buf_add(&rest, ch->bytes.data + at + ch->pieces[i].len,
		ch->bytes.len - at - ch->pieces[i].len);
	buf_cut(&ch->bytes, at);
	buf_add(&ch->bytes, rest.data, rest.len);
	drop_piece(ch, i);
}

/* ---- what a script wants */

static const char *port_of(const void *context, int who)
{
	const struct walk *w = context;

	return who < 0 || !*w->cast[who].port_text ? NULL : w->cast[who].port_text;
}

static const char *bound_port_of(const void *context, int who)
{
	const struct walk *w = context;

	return who < 0 || !*w->cast[who].bound_text ? NULL : w->cast[who].bound_text;
}

static const char *address_of(const void *context, int who)
{
	const struct walk *w = context;

	if (who < 0)
		return NULL;
	return w->script->cast[who].ipv6 ? "::1" : "127.0.0.1";
}

static struct bytes_values values_of(const struct walk *w)
{
	return (struct bytes_values){ .seed = w->run ? w->run->seed : 0,
		.port_of = port_of,
		.address_of = address_of,
		.bound_port_of = bound_port_of,
		.blind = w->run && w->run->level && strcmp(w->run->level, "bare") == 0,
		.context = w };
}

static bool one_string(const struct bytes_expr *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->pieces[i].kind == PIECE_LINE || e->pieces[i].kind == PIECE_ANY)
			return false;
	return true;
}

static struct match match_text(struct bytes want, struct bytes got)
{
	size_t have = min_size(want.len, got.len), same = 0;

	while (same < have && want.at[same] == got.at[same])
		same++;
	if (same < have)
		return (struct match){ MATCH_DIFFERENT, .first = same };
	return (struct match){ same < want.len ? MATCH_PART : MATCH_WHOLE, same, same };
}

/* The step's own record says what `like` and ports stood for in that run. */
static struct match match_step(const struct walk *w, const struct step *s, struct bytes got)
{
	const struct bytes_values values = values_of(w);
	const struct step_event *began = w->began ? &w->began->step : NULL;

	if (began && began->expected.at && one_string(&s->bytes))
		return match_text(began->expected, got);
	if (match_is_open(&s->bytes, &values))
		return (struct match){ MATCH_WHOLE, got.len, got.len };
	return match_bytes(&s->bytes, &values, got);
}

bool heard_is_about_bytes(const struct step *s)
{
	return s->verb == VERB_GETS || s->verb == VERB_PRINTS ||
	       (s->verb == VERB_SEES && s->sight != SEES_REFUSED);
}

static struct channel *channel_of(struct walk *w, const struct step *s)
{
	struct listener *l = &w->cast[s->who];

	if (s->verb == VERB_PRINTS)
		return &l->channels[s->fd == 2 ? CHANNEL_ERR : CHANNEL_OUT];
	return &l->channels[CHANNEL_SOCKET];
}

/* ---- walking */

static struct bytes piece_bytes(const struct channel *ch, size_t i)
{
	size_t at = 0;

	for (size_t k = 0; k < i; k++)
		at += ch->pieces[k].len;
	return (struct bytes){ (const uint8_t *)buf_str(&ch->bytes) + at, ch->pieces[i].len };
}

static void use_datagram(struct walk *w, const struct step *s, struct channel *ch)
{
	for (size_t i = 0; i < ch->count; i++) {
		struct bytes got = piece_bytes(ch, i);
		struct match m = match_step(w, s, got);

		if (m.state != MATCH_WHOLE || m.used != got.len)
			continue;
		channel_drop_datagram(ch, i);
		return;
	}
}

static void use_bytes(struct walk *w, const struct step *s)
{
	struct channel *ch = channel_of(w, s);
	struct match m;

	if (s->verb != VERB_GETS && s->verb != VERB_PRINTS)
		return;
	if (ch->datagrams) {
		use_datagram(w, s, ch);
		return;
	}
	m = match_step(w, s, buf_bytes(&ch->bytes));
	if (m.state == MATCH_WHOLE)
		channel_drop(ch, m.used);
}

static void take_port(char text[static 8], uint16_t port)
{
	if (port)
		snprintf(text, 8, "%u", port);
}

static void take_move(struct walk *w, const struct event *ev)
{
	struct listener *l = &w->cast[ev->who];

	take_port(l->port_text, ev->move.local.port);
	if (ev->move.what == MOVE_CONNECTS || ev->move.what == MOVE_ACCEPTED)
		channel_clear(&l->channels[CHANNEL_SOCKET]);
	else if (ev->move.what == MOVE_GOT)
		channel_add(&l->channels[CHANNEL_SOCKET], ev, ev->move.data);
}

static void take_event(struct walk *w, const struct event *ev)
{
	struct listener *l;

	if (ev->who < 0 || (size_t)ev->who >= w->script->cast_count)
		return;
	l = &w->cast[ev->who];
	if (ev->kind == EVENT_MOVE) {
		take_move(w, ev);
	} else if (ev->kind == EVENT_OUTPUT && (ev->output.fd == 1 || ev->output.fd == 2)) {
		channel_add(&l->channels[ev->output.fd], ev, ev->output.data);
	} else if (ev->kind == EVENT_PROCESS && ev->process.what == PROCESS_STARTED &&
		   ev->process.main) {
		channel_clear(&l->channels[CHANNEL_OUT]);
		channel_clear(&l->channels[CHANNEL_ERR]);
		l->bound_text[0] = '\0';
	} else if (ev->kind == EVENT_CALL && call_has_returned(ev)) {
		take_port(l->bound_text, call_bound_port(&ev->call));
	}
}

static bool is_step(const struct walk *w, const struct event *ev)
{
	return ev->kind == EVENT_STEP && ev->step.index >= 0 &&
	       (size_t)ev->step.index < w->script->step_count;
}

/* Walks until the step has ended, and no further. */
static void walk_to(struct walk *w, const struct timeline *tl, int step, struct heard *out)
{
	for (size_t i = 0; i < timeline_count(tl) && !out->ended; i++) {
		const struct event *ev = timeline_arrival(tl, i);

		take_event(w, ev);
		if (!is_step(w, ev))
			continue;
		if (ev->step.what == STEP_BEGAN) {
			w->began = ev;
			out->began = ev->step.index == step ? ev : out->began;
		} else if (ev->step.index == step) {
			out->ended = ev;
		} else if (ev->step.what == STEP_DONE) {
			use_bytes(w, &w->script->steps[ev->step.index]);
		}
	}
}

/* ---- the answer */

static void take_channel(struct heard *out, struct channel *ch)
{
	size_t count = ch->datagrams ? min_size(ch->count, 1) : ch->count;

	if (count < ch->count)
		buf_cut(&ch->bytes, ch->pieces[0].len);
	out->got = ch->bytes;
	ch->bytes = (struct buf){ 0 };
	out->pieces = TAKE(ch->pieces);
	out->count = count;
}

static void take_wanted(const struct walk *w, const struct step *s, struct heard *out)
{
	const struct bytes_values values = values_of(w);

	if (s->verb == VERB_SEES) {
		out->exact = true; /* no byte at all */
		out->first_difference = 0;
		return;
	}
	if (out->began && out->began->step.expected.at) {
		buf_add(&out->wanted, out->began->step.expected.at, out->began->step.expected.len);
		out->exact = true;
	} else if (bytes_expr_render(&s->bytes, &values, &out->wanted)) {
		out->exact = true;
	} else {
		match_describe(&s->bytes, &values, w->script, &out->wanted);
	}
	out->first_difference = match_step(w, s, buf_bytes(&out->got)).first;
}

/* What was known of ports before the curtain. */
static void take_ports(struct listener *cast, size_t count, const struct run_event *run)
{
	const char *at = run->ports ? run->ports : "";

	if (count > 0)
		take_port(cast[WHO_YOU].port_text, run->port);
	for (size_t i = 0; i < count && *at; i++) {
		char *end;
		unsigned long port = strtoul(at, &end, 10);

		take_port(cast[i].port_text, port <= UINT16_MAX ? port : 0);
		at = *end == ' ' ? end + 1 : "";
	}
}

static struct listener *cast_new(const struct conversation *c, const struct run_event *run)
{
	struct listener *cast = xcalloc(c->cast_count, sizeof *cast);

	for (size_t i = 0; i < c->cast_count; i++)
		cast[i].channels[CHANNEL_SOCKET].datagrams =
			i != WHO_YOU && cast_is_datagram(c->cast[i].kind);
	if (run)
		take_ports(cast, c->cast_count, run);
	return cast;
}

static void cast_free(struct listener *cast, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < CHANNELS; k++)
			channel_free(&cast[i].channels[k]);
	free(cast);
}

void heard_at(const struct conversation *c, const struct timeline *tl, int step, struct heard *out)
{
	const struct step *s = &c->steps[step];
	struct walk w = { c, timeline_run(tl), NULL, NULL };

	*out = (struct heard){ .first_difference = SIZE_MAX };
	if (!heard_is_about_bytes(s) || s->who < 0)
		return;
	w.cast = cast_new(c, w.run);
	walk_to(&w, tl, step, out);
	take_channel(out, channel_of(&w, s));
	take_wanted(&w, s, out);
	cast_free(w.cast, c->cast_count);
}

void heard_free(struct heard *h)
{
	buf_free(&h->got);
	buf_free(&h->wanted);
	free(h->pieces);
	*h = (struct heard){ 0 };
}

const struct event *heard_event(const struct heard *h, size_t offset)
{
	for (size_t i = 0; i < h->count; i++) {
		if (offset < h->pieces[i].len)
			return h->pieces[i].event;
		offset -= h->pieces[i].len;
	}
	return NULL;
}
