// SPDX-License-Identifier: MIT
#include "course/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "course/fields.h"

const char *const cast_kind_names[CAST_KINDS] = {
	[CAST_CLIENT] = "client",
	[CAST_SERVER] = "server",
	[CAST_SENDER] = "sender",
	[CAST_RECEIVER] = "receiver",
	[CAST_LOCAL_CLIENT] = "local client",
	[CAST_LOCAL_SERVER] = "local server",
	[CAST_LOCAL_SENDER] = "local sender",
	[CAST_LOCAL_RECEIVER] = "local receiver",
	[CAST_REFERENCE] = "reference",
};

const char *const verb_names[VERBS] = {
	[VERB_CONNECTS] = "connects",
	[VERB_ACCEPTS] = "accepts",
	[VERB_LISTENS] = "listens",
	[VERB_SENDS] = "sends",
	[VERB_GETS] = "gets",
	[VERB_FINISHES] = "finishes",
	[VERB_CLOSES] = "closes",
	[VERB_RESETS] = "resets",
	[VERB_SEES] = "sees",
	[VERB_PAUSES] = "pauses reading",
	[VERB_RESUMES] = "resumes reading",
	[VERB_RESTARTS] = "restarts",
	[VERB_STARTS] = "starts",
	[VERB_READS] = "reads",
	[VERB_READS_END] = "reads end",
	[VERB_PRINTS] = "prints",
	[VERB_COMPLAINS] = "complains",
	[VERB_EXITS] = "exits",
	[VERB_DIES] = "dies of",
	[VERB_CALL] = "call",
	[VERB_NEVER] = "never",
	[VERB_HOLDS] = "holds",
	[VERB_SIGNAL] = "signal",
	[VERB_SHOWS] = "shows",
	[VERB_DROPS] = "drops",
	[VERB_DUPLICATES] = "duplicates",
	[VERB_REORDERS] = "reorders",
};

const char *const sight_names[SEES_COUNT] = {
	[SEES_END] = "end",
	[SEES_RESET] = "reset",
	[SEES_REFUSED] = "refused",
	[SEES_SILENCE] = "silence",
};

const char *const delivery_names[DELIVERIES] = {
	[DELIVERY_WHOLE] = "whole",
	[DELIVERY_BYTES] = "bytes",
	[DELIVERY_SPLIT] = "split",
	[DELIVERY_GLUED] = "glued",
};

const char *const storm_names[STORMS] = {
	[STORM_NONE] = "none",
	[STORM_SHORT] = "short",
	[STORM_INTERRUPT] = "interrupt",
	[STORM_DELAY] = "delay",
	[STORM_PARTIAL] = "partial",
};

bool cast_is_stream(enum cast_kind k)
{
	return k == CAST_CLIENT || k == CAST_SERVER || k == CAST_LOCAL_CLIENT ||
	       k == CAST_LOCAL_SERVER;
}

bool cast_is_datagram(enum cast_kind k)
{
	return k == CAST_SENDER || k == CAST_RECEIVER || k == CAST_LOCAL_SENDER ||
	       k == CAST_LOCAL_RECEIVER;
}

bool cast_is_local(enum cast_kind k)
{
	return k == CAST_LOCAL_CLIENT || k == CAST_LOCAL_SERVER || k == CAST_LOCAL_SENDER ||
	       k == CAST_LOCAL_RECEIVER;
}

bool verb_takes_bytes(enum verb v)
{
	return v == VERB_SENDS || v == VERB_GETS || v == VERB_READS || v == VERB_PRINTS;
}

bool conversation_says(const struct conversation *c, int who, enum verb v)
{
	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].who == who && c->steps[i].verb == v)
			return true;
	return false;
}

bool conversation_has_like(const struct conversation *c)
{
	for (size_t i = 0; i < c->step_count; i++)
		if (bytes_expr_has_like(&c->steps[i].bytes))
			return true;
	return false;
}

static bool is_stream_send(const struct conversation *c, const struct step *s)
{
	return s->verb == VERB_SENDS && s->who > 0 && cast_is_stream(c->cast[s->who].kind);
}

/* A message of one byte has no inside, and messages apart cannot be glued. */
unsigned conversation_deliveries(const struct conversation *c)
{
	unsigned can = 1u << DELIVERY_WHOLE;

	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *s = &c->steps[i];

		if (!is_stream_send(c, s))
			continue;
		if (bytes_expr_longest(&s->bytes) > 1)
			can |= 1u << DELIVERY_BYTES | 1u << DELIVERY_SPLIT;
		if (i + 1 < c->step_count && s[1].who == s->who && s[1].verb == VERB_SENDS)
			can |= 1u << DELIVERY_GLUED;
	}
	can &= c->deliveries;
	return can ? can : 1u << DELIVERY_WHOLE;
}

unsigned conversation_storms(const struct conversation *c)
{
	unsigned all = (1u << STORMS) - 1;

	return c->storms_given ? c->storms : all & ~(1u << STORM_PARTIAL);
}

static void cast_free(struct conversation *c)
{
	for (size_t i = 0; i < c->cast_count; i++) {
		free(c->cast[i].name);
		free(c->cast[i].of);
		strv_free(c->cast[i].args);
		free(c->cast[i].path);
	}
	free(c->cast);
}

static void call_free(struct call_spec *call)
{
	free(call->name);
	free(call->error);
	free(call->domain);
	free(call->type);
	free(call->address);
	free(call->level);
	free(call->option);
}

static void step_free(struct step *s)
{
	bytes_expr_free(&s->bytes);
	call_free(&s->call);
	free(s->holds.address);
	free(s->holds.state);
	free(s->packet.flags);
	strv_free(s->args);
}

void conversation_free(struct conversation *c)
{
	cast_free(c);
	for (size_t i = 0; i < c->step_count; i++)
		step_free(&c->steps[i]);
	free(c->steps);
	free(c->title);
	strv_free(c->args);
	*c = (struct conversation){ 0 };
}
