// SPDX-License-Identifier: MIT
/* Whether each step can follow those before it. An actor's state is a set of facts; a row says which a verb needs, which
 * it can't have, and which it leaves behind. */
#include "course/script_parts.h"

enum fact {
	CONNECTED = 1, /* it holds a connection */
	CLOSED = 2,    /* it has closed or reset the last one itself */
	LOST = 4,      /* the last one was reset by the other side */
	FINISHED = 8,  /* it sends no more */
	ENDED = 16,    /* it has seen the end */
	PAUSED = 32,   /* it reads nothing */
	LISTENING = 64,
	RUNNING = 128, /* a program */
	GONE = 256,    /* it ran and has ended */
	INPUT_ENDED = 512,
	HEARD = 1024, /* a datagram has come, so there is somebody to answer */
};

enum { STREAM_FACTS = CONNECTED | CLOSED | LOST | FINISHED | ENDED | PAUSED };

enum group { STREAM, DATAGRAM, PROGRAM, ANYONE };

enum { ANY_SIGHT = -1 };

/* `excused`: facts that make one of must_not harmless. */
static const struct order_row {
	enum verb verb;
	enum group group;
	int sight;
	unsigned must, must_not, excused;
	unsigned sets, clears;
} order_rows[] = {
	{ VERB_CONNECTS, STREAM, ANY_SIGHT, 0, CONNECTED, 0, CONNECTED, STREAM_FACTS },
	{ VERB_LISTENS, STREAM, ANY_SIGHT, 0, LISTENING, 0, LISTENING, 0 },
	{ VERB_ACCEPTS, STREAM, ANY_SIGHT, LISTENING, CONNECTED, ENDED, CONNECTED, STREAM_FACTS },
	{ VERB_SENDS, STREAM, ANY_SIGHT, CONNECTED, FINISHED, 0, 0, 0 },
	{ VERB_GETS, STREAM, ANY_SIGHT, CONNECTED, ENDED | PAUSED, 0, 0, 0 },
	{ VERB_FINISHES, STREAM, ANY_SIGHT, CONNECTED, FINISHED, 0, FINISHED, 0 },
	{ VERB_CLOSES, STREAM, ANY_SIGHT, CONNECTED, 0, 0, CLOSED, STREAM_FACTS },
	{ VERB_RESETS, STREAM, ANY_SIGHT, CONNECTED, 0, 0, CLOSED, STREAM_FACTS },
	{ VERB_SEES, STREAM, SEES_END, CONNECTED, ENDED | PAUSED, 0, ENDED, 0 },
	{ VERB_SEES, STREAM, SEES_RESET, CONNECTED, PAUSED, 0, LOST, STREAM_FACTS },
	{ VERB_SEES, STREAM, SEES_REFUSED, 0, CONNECTED, 0, 0, STREAM_FACTS },
	{ VERB_PAUSES, STREAM, ANY_SIGHT, CONNECTED, PAUSED, 0, PAUSED, 0 },
	{ VERB_RESUMES, STREAM, ANY_SIGHT, PAUSED, 0, 0, 0, PAUSED },
	{ VERB_RESTARTS, STREAM, ANY_SIGHT, LISTENING, 0, 0, 0, STREAM_FACTS },
	{ VERB_GETS, DATAGRAM, ANY_SIGHT, 0, 0, 0, HEARD, 0 },
	{ VERB_STARTS, PROGRAM, ANY_SIGHT, 0, RUNNING, GONE, RUNNING, GONE | INPUT_ENDED },
	{ VERB_RESTARTS, PROGRAM, ANY_SIGHT, RUNNING, 0, 0, RUNNING, GONE | INPUT_ENDED },
	{ VERB_READS, PROGRAM, ANY_SIGHT, RUNNING, INPUT_ENDED | GONE, 0, 0, 0 },
	{ VERB_READS_END, PROGRAM, ANY_SIGHT, RUNNING, INPUT_ENDED | GONE, 0, INPUT_ENDED, 0 },
	{ VERB_PRINTS, PROGRAM, ANY_SIGHT, RUNNING, GONE, 0, 0, 0 },
	{ VERB_COMPLAINS, PROGRAM, ANY_SIGHT, RUNNING, GONE, 0, 0, 0 },
	{ VERB_EXITS, PROGRAM, ANY_SIGHT, RUNNING, GONE, 0, GONE, 0 },
	{ VERB_DIES, PROGRAM, ANY_SIGHT, RUNNING, GONE, 0, GONE, 0 },
	{ VERB_CALL, PROGRAM, ANY_SIGHT, RUNNING, GONE, 0, 0, 0 },
	{ VERB_NEVER, PROGRAM, ANY_SIGHT, 0, GONE, 0, 0, 0 },
	{ VERB_HOLDS, PROGRAM, ANY_SIGHT, RUNNING, 0, 0, 0, 0 },
	{ VERB_SIGNAL, PROGRAM, ANY_SIGHT, RUNNING, GONE, 0, 0, 0 },
	{ VERB_SEES, PROGRAM, SEES_SILENCE, RUNNING, GONE, 0, 0, 0 },
};

/* Why a fact is missing, in the order in which causes are told. `if_has` says it better where that is known too. */
static const struct {
	unsigned fact, if_has;
	const char *why;
} lacking[] = {
	{ CONNECTED, CLOSED, "it has closed its connection" },
	{ CONNECTED, LOST, "its connection was reset" },
	{ CONNECTED, LISTENING, "it holds no connection yet: it accepts one first" },
	{ CONNECTED, 0, "it holds no connection yet: it connects (or accepts) first" },
	{ PAUSED, 0, "it has not paused reading" },
	{ LISTENING, 0, "it does not listen yet" },
	{ RUNNING, 0, "the program has not started yet" },
};

static const struct {
	unsigned fact;
	const char *why;
} spoiling[] = {
	{ GONE, "the program has ended: it starts or restarts first" },
	{ RUNNING, "the program runs already" },
	{ CONNECTED, "it is connected already: it closes that first" },
	{ ENDED, "it has seen the end: nothing more can come" },
	{ FINISHED, "it has finished sending" },
	{ PAUSED, "it has paused reading" },
	{ LISTENING, "it listens already" },
	{ INPUT_ENDED, "the input has ended" },
};

static const char *why_not(const struct order_row *row, unsigned facts)
{
	unsigned missing = row->must & ~facts;
	unsigned wrong = facts & row->excused ? 0 : row->must_not & facts;

	for (size_t i = 0; i < ARRAY_LEN(spoiling); i++)
		if (spoiling[i].fact & wrong)
			return spoiling[i].why;
	for (size_t i = 0; i < ARRAY_LEN(lacking); i++)
		if ((lacking[i].fact & missing) && (lacking[i].if_has & facts) == lacking[i].if_has)
			return lacking[i].why;
	return NULL;
}

static enum group group_of(const struct conversation *c, int who)
{
	if (who == WHO_WIRE)
		return ANYONE;
	if (who == WHO_YOU || c->cast[who].kind == CAST_REFERENCE)
		return PROGRAM;
	return cast_is_stream(c->cast[who].kind) ? STREAM : DATAGRAM;
}

static const struct order_row *row_of(const struct conversation *c, const struct step *s)
{
	for (size_t i = 0; i < ARRAY_LEN(order_rows); i++) {
		const struct order_row *row = &order_rows[i];

		if (row->verb == s->verb && row->group == group_of(c, s->who) &&
			(s->verb != VERB_SEES || row->sight == (int)s->sight))
			return row;
	}
	return NULL; /* it can stand anywhere */
}

static bool is_server(enum cast_kind k)
{
	return k == CAST_SERVER || k == CAST_LOCAL_SERVER;
}

/* What is true before the curtain rises: programs run and servers listen, unless the script says when. */
static void facts_at_first(const struct conversation *c, unsigned *facts)
{
	for (size_t who = 0; who < c->cast_count; who++) {
		if (group_of(c, who) == PROGRAM && !conversation_says(c, who, VERB_STARTS))
			facts[who] = RUNNING;
		if (is_server(c->cast[who].kind) && !conversation_says(c, who, VERB_LISTENS))
			facts[who] = LISTENING;
	}
}

/* A receiver has nobody to send to before somebody wrote to it. */
static const char *nobody_to_answer(
	const struct conversation *c, const struct step *s, unsigned facts)
{
	enum cast_kind kind = s->who > 0 ? c->cast[s->who].kind : CAST_REFERENCE;

	if (s->verb != VERB_SENDS || s->peer != WHO_ANYBODY || facts & HEARD)
		return NULL;
	return kind == CAST_RECEIVER || kind == CAST_LOCAL_RECEIVER
		       ? "it has got nothing that it could answer (or say \"to\" whom)"
		       : NULL;
}

/* After its end a program can be asked only for what it leaves behind. */
static const char *nothing_left_to_hold(const struct step *s, unsigned facts)
{
	const struct holds_spec *h = &s->holds;

	if (s->verb != VERB_HOLDS || !(facts & GONE))
		return NULL;
	return h->listening != -1 || h->bound_udp != -1 || h->waiting >= 0 || h->sockets > 0
		       ? "the program has ended, and all its sockets are closed"
		       : NULL;
}

/* To be refused is what becomes of connecting: it is the connect itself. */
static const char *connects_twice(const struct step *s, unsigned facts)
{
	return s->verb == VERB_SEES && s->sight == SEES_REFUSED && facts & CONNECTED
		       ? "it connects by itself: leave \"connects\" out"
		       : NULL;
}

static bool step_follows(const struct json_at *at, const struct conversation *c,
	const struct step *s, unsigned *facts, struct err *err)
{
	const struct order_row *row = row_of(c, s);
	unsigned *mine = s->who >= 0 ? &facts[s->who] : &(unsigned){ 0 };
	const char *why = connects_twice(s, *mine);

	if (!why && row)
		why = why_not(row, *mine);
	if (!why)
		why = nobody_to_answer(c, s, *mine);
	if (!why)
		why = nothing_left_to_hold(s, *mine);
	if (why)
		return json_refuse(at, err, "\"%s\" cannot follow for %s here: %s",
			verb_names[s->verb], cast_name(c, s->who), why);
	if (row)
		*mine = (*mine & ~row->clears) | row->sets;
	return true;
}

/* Somebody who would speak first and never does is a name misspelt or a step forgotten. */
static bool everybody_plays(const struct json_at *at, const struct conversation *c, struct err *err)
{
	for (size_t who = 1; who < c->cast_count; who++) {
		enum cast_kind kind = c->cast[who].kind;
		bool plays = kind != CAST_CLIENT && kind != CAST_SENDER &&
			     kind != CAST_LOCAL_CLIENT && kind != CAST_LOCAL_SENDER;

		for (size_t i = 0; i < c->step_count && !plays; i++)
			plays = c->steps[i].who == (int)who;
		if (!plays)
			return json_refuse(
				at, err, "%s is in the cast, but does nothing", c->cast[who].name);
	}
	return true;
}

bool script_order(const struct json_at *at, const struct conversation *c, struct err *err)
{
	AUTO(freep) unsigned *facts = xcalloc(c->cast_count, sizeof *facts);

	facts_at_first(c, facts);
	for (size_t i = 0; i < c->step_count; i++) {
		struct json_at here = { at, NULL, i };

		if (!step_follows(&here, c, &c->steps[i], facts, err))
			return false;
	}
	return everybody_plays(at, c, err);
}
