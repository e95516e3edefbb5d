// SPDX-License-Identifier: MIT
/* One step: who, and which of the verbs, with what. */
#include "course/script_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "course/names.h"

/* Kinds of actors, a bit each, as verbs are given to them. */
enum {
	IS_YOU = 1 << CAST_KINDS,
	IS_WIRE = 1 << (CAST_KINDS + 1),
	IS_CLIENT = 1 << CAST_CLIENT | 1 << CAST_LOCAL_CLIENT,
	IS_SERVER = 1 << CAST_SERVER | 1 << CAST_LOCAL_SERVER,
	IS_STREAM = IS_CLIENT | IS_SERVER,
	IS_DATAGRAM = 1 << CAST_SENDER | 1 << CAST_RECEIVER | 1 << CAST_LOCAL_SENDER |
		      1 << CAST_LOCAL_RECEIVER,
	IS_REFERENCE = 1 << CAST_REFERENCE,
	IS_PROGRAM = IS_YOU | IS_REFERENCE,
	IS_ANY = IS_STREAM | IS_DATAGRAM | IS_PROGRAM,
};

/* Words beside a verb. */
enum { WITH_TO = 1, WITH_FROM = 2, WITH_ON = 4, WITH_ARGS = 8 };

struct reading { /* a step being read */
	const struct conversation *c;
	struct step *step;
};

typedef bool value_take(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err);

/* ---- what verbs take */

static int who_of(const void *context, const char *name)
{
	return cast_find(context, name);
}

static bool is_program(const void *context, int who)
{
	const struct conversation *c = context;

	return who == WHO_YOU || (who > 0 && c->cast[who].kind == CAST_REFERENCE);
}

static bool take_bytes(const struct json_at *at, const cJSON *value, const struct reading *r,
	bool matching, struct err *err)
{
	struct bytes_decoder how = { who_of, is_program, r->c, matching };

	return bytes_expr_decode(at, value, &how, &r->step->bytes, err);
}

static bool take_sent(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	return take_bytes(at, value, r, false, err);
}

static bool take_matched(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	return take_bytes(at, value, r, true, err);
}

static bool take_sight(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	int found = json_word(at, value, "sight", sight_names, SEES_COUNT, err);

	if (found >= 0)
		r->step->sight = found;
	return found >= 0;
}

static bool take_status(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	double d = value->valuedouble;

	if (cJSON_IsString(value) && strcmp(value->valuestring, "failure") == 0) {
		r->step->number = -1;
		return true;
	}
	if (!cJSON_IsNumber(value) || !(d >= 0 && d <= 255) || d != (int)d)
		return json_refuse(
			at, err, "this should be a status from 0 to 255, or \"failure\"");
	r->step->number = d;
	return true;
}

static bool take_nth(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	return whole_decode(at, value, 1, 10000, &r->step->number, err);
}

static bool take_signal(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	AUTO(freep) char *word = NULL;

	if (!names_decode(at, value, NAMES_SIGNAL, &word, err))
		return false;
	r->step->signal = names_number(NAMES_SIGNAL, word);
	return true;
}

static bool take_call(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	return call_decode(at, value, &r->step->call, err);
}

static bool take_holds(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	return holds_decode(at, value, &r->step->holds, err);
}

static bool take_flags(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	static const char *const known[] = { "SYN", "SYN ACK", "ACK", "data", "FIN", "FIN ACK",
		"RST", "RST ACK", "PSH", "PSH ACK" };
	int found = json_word(at, value, "kind of packet", known, ARRAY_LEN(known), err);

	if (found < 0)
		return false;
	r->step->packet.flags = xstrdup(known[found]);
	return true;
}

/* ---- the table */

static const struct verb_row {
	unsigned who;	  /* kinds of actors who can do it */
	value_take *take; /* NULL: it needs nothing, and may stand alone as a string */
	unsigned with;	  /* words that may stand beside it, */
	unsigned with_of; /* for these kinds */
} verb_rows[] = {
	[VERB_CONNECTS] = { IS_CLIENT, NULL, WITH_TO, IS_CLIENT },
	[VERB_ACCEPTS] = { IS_SERVER, NULL, 0, 0 },
	[VERB_LISTENS] = { IS_SERVER, NULL, 0, 0 },
	[VERB_SENDS] = { IS_STREAM | IS_DATAGRAM, take_sent, WITH_TO, IS_DATAGRAM },
	[VERB_GETS] = { IS_STREAM | IS_DATAGRAM, take_matched, WITH_FROM, IS_DATAGRAM },
	[VERB_FINISHES] = { IS_STREAM, NULL, 0, 0 },
	[VERB_CLOSES] = { IS_STREAM, NULL, 0, 0 },
	[VERB_RESETS] = { IS_STREAM, NULL, 0, 0 },
	[VERB_SEES] = { IS_ANY, take_sight, 0, 0 },
	[VERB_PAUSES] = { IS_STREAM, NULL, 0, 0 },
	[VERB_RESUMES] = { IS_STREAM, NULL, 0, 0 },
	[VERB_RESTARTS] = { IS_SERVER | IS_PROGRAM, NULL, 0, 0 },
	[VERB_STARTS] = { IS_PROGRAM, NULL, WITH_ARGS, IS_PROGRAM },
	[VERB_READS] = { IS_PROGRAM, take_sent, 0, 0 },
	[VERB_READS_END] = { IS_PROGRAM, NULL, 0, 0 },
	[VERB_PRINTS] = { IS_PROGRAM, take_matched, WITH_ON, IS_PROGRAM },
	[VERB_COMPLAINS] = { IS_PROGRAM, NULL, 0, 0 },
	[VERB_EXITS] = { IS_PROGRAM, take_status, 0, 0 },
	[VERB_DIES] = { IS_PROGRAM, take_signal, 0, 0 },
	[VERB_CALL] = { IS_PROGRAM, take_call, 0, 0 },
	[VERB_NEVER] = { IS_PROGRAM, take_call, 0, 0 },
	[VERB_HOLDS] = { IS_PROGRAM, take_holds, 0, 0 },
	[VERB_SIGNAL] = { IS_PROGRAM, take_signal, 0, 0 },
	[VERB_SHOWS] = { IS_WIRE, take_flags, WITH_FROM, IS_WIRE },
	[VERB_DROPS] = { IS_WIRE, take_nth, WITH_FROM, IS_WIRE },
	[VERB_DUPLICATES] = { IS_WIRE, take_nth, WITH_FROM, IS_WIRE },
	[VERB_REORDERS] = { IS_WIRE, take_nth, WITH_FROM, IS_WIRE },
};
_Static_assert(ARRAY_LEN(verb_rows) == VERBS, "a row for every verb");

bool verb_is_bare(enum verb v)
{
	return !verb_rows[v].take;
}

static unsigned kind_bit(const struct conversation *c, int who)
{
	if (who == WHO_WIRE)
		return IS_WIRE;
	return who == WHO_YOU ? IS_YOU : 1u << c->cast[who].kind;
}

/* ---- words beside a verb */

static bool take_peer(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	int who;

	if (!cJSON_IsString(value))
		return json_refuse(at, err, "this should be the name of somebody in the cast");
	who = cast_find(r->c, value->valuestring);
	if (who < 0)
		return cast_refuse_name(r->c, at, value->valuestring, err);
	if (who == r->step->who)
		return json_refuse(at, err, "this is the same actor");
	r->step->peer = r->step->packet.from = who;
	return true;
}

static bool take_stream_of_output(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	static const char *const words[] = { "stdout", "stderr" };
	int found = json_word(at, value, "output", words, ARRAY_LEN(words), err);

	if (found >= 0)
		r->step->fd = found + 1;
	return found >= 0;
}

static bool take_start_args(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	return strings_decode(at, value, &r->step->args, err) &&
	       args_check(at, r->step->args, r->c, err);
}

static const struct modifier_row {
	const char *key;
	unsigned bit;
	value_take *take;
} modifier_rows[] = {
	{ "to", WITH_TO, take_peer },
	{ "from", WITH_FROM, take_peer },
	{ "on", WITH_ON, take_stream_of_output },
	{ "args", WITH_ARGS, take_start_args },
};

size_t verb_modifiers(enum verb v, const char *keys[MODIFIERS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(modifier_rows); i++)
		if (verb_rows[v].with & modifier_rows[i].bit)
			keys[n++] = modifier_rows[i].key;
	return n;
}

static const struct modifier_row *modifier_of(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(modifier_rows); i++)
		if (strcmp(modifier_rows[i].key, key) == 0)
			return &modifier_rows[i];
	return NULL;
}

static bool take_modifier(
	const struct json_at *at, const cJSON *member, const struct reading *r, struct err *err)
{
	const struct verb_row *row = &verb_rows[r->step->verb];
	const struct modifier_row *modifier = modifier_of(member->string);
	struct json_at here = { at, member->string, 0 };
	bool takes_any = row->with && row->with_of & kind_bit(r->c, r->step->who);
	const char *keys[MODIFIERS_MAX];

	if (takes_any && !modifier)
		return json_refuse_word(
			at, err, "key", member->string, keys, verb_modifiers(r->step->verb, keys));
	if (!takes_any || !(row->with & modifier->bit)) {
		AUTO(buf_free) struct buf key = { 0 };

		text_quote(&key, bytes_of(member->string), 40);
		return json_refuse(&here, err, "\"%s\" of %s takes no %s",
			verb_names[r->step->verb], cast_name(r->c, r->step->who), buf_str(&key));
	}
	return modifier->take(&here, member, r, err);
}

/* All members of the object but the verb itself. */
static bool take_modifiers(
	const struct json_at *at, const cJSON *object, const struct reading *r, struct err *err)
{
	json_each (child, object)
		if (strcmp(child->string, verb_names[r->step->verb]) != 0 &&
			!take_modifier(at, child, r, err))
			return false;
	return true;
}

/* ---- the verb */

static int verb_find(const char *name)
{
	for (int v = 0; v < VERBS; v++)
		if (strcmp(verb_names[v], name) == 0)
			return v;
	return -1;
}

/* The member that is the verb; NULL after refusing. */
static const cJSON *verb_member(const struct json_at *at, const cJSON *object, struct err *err)
{
	const cJSON *found = NULL, *unknown = NULL;

	json_each (child, object) {
		if (verb_find(child->string) < 0) {
			if (!unknown && !modifier_of(child->string))
				unknown = child;
			continue;
		}
		if (found) {
			json_refuse(at, err, "two verbs in one step: \"%s\" and \"%s\"",
				found->string, child->string);
			return NULL;
		}
		found = child;
	}
	if (!found && unknown)
		json_refuse_word(at, err, "verb", unknown->string, verb_names, VERBS);
	else if (!found)
		json_refuse(at, err, "there is no verb in this step");
	return found;
}

static void kinds_text(unsigned kinds, struct buf *out)
{
	for (int k = 0; k < CAST_KINDS; k++)
		if (kinds & 1u << k)
			buf_addf(out, "%s%s", out->len ? ", " : "", cast_kind_names[k]);
	if (kinds & IS_YOU)
		buf_addf(out, "%syou", out->len ? ", " : "");
	if (kinds & IS_WIRE)
		buf_addf(out, "%swire", out->len ? ", " : "");
}

static bool may(const struct json_at *at, unsigned kinds, const char *what, const struct reading *r,
	struct err *err)
{
	AUTO(buf_free) struct buf who = { 0 };
	AUTO(buf_free) struct buf able = { 0 };

	if (kinds & kind_bit(r->c, r->step->who))
		return true;
	cast_describe(r->c, r->step->who, &who);
	kinds_text(kinds, &able);
	return json_refuse(
		at, err, "%s is not for %s (it is for: %s)", what, buf_str(&who), buf_str(&able));
}

/* Which kinds of actor can see what. */
static bool sight_fits(const struct json_at *at, const struct reading *r, struct err *err)
{
	static const unsigned kinds[SEES_COUNT] = {
		[SEES_END] = IS_STREAM,
		[SEES_RESET] = IS_STREAM,
		[SEES_REFUSED] = IS_CLIENT,
		[SEES_SILENCE] = IS_ANY,
	};
	AUTO(freep) char *what = NULL;

	if (r->step->verb != VERB_SEES)
		return true;
	what = xasprintf("to see \"%s\"", sight_names[r->step->sight]);
	return may(at, kinds[r->step->sight], what, r, err);
}

enum { DATAGRAM_MAX = 65507 };

static bool bytes_fit(const struct json_at *at, const struct reading *r, struct err *err)
{
	const struct step *s = r->step;
	size_t longest = bytes_expr_longest(&s->bytes);
	bool datagram = kind_bit(r->c, s->who) & IS_DATAGRAM;

	if (!verb_takes_bytes(s->verb))
		return true;
	if (bytes_expr_has_like(&s->bytes))
		return kind_bit(r->c, s->who) != IS_REFERENCE ||
		       json_refuse(at, err,
			       "\"like\" is about what you answer, and this is a reference");
	if (datagram && longest > DATAGRAM_MAX)
		return json_refuse(at, err, "%zu bytes do not fit in one datagram (at most %d)",
			longest, DATAGRAM_MAX);
	return datagram || longest > 0 ||
	       json_refuse(at, err, "no bytes: only a datagram can be empty");
}

static bool take_alone(const struct json_at *at, const struct reading *r, struct err *err)
{
	const char *name = verb_names[r->step->verb];

	return verb_is_bare(r->step->verb) ||
	       json_refuse(at, err, "\"%s\" needs more than its name: { \"%s\": ... }", name, name);
}

/* { "connects": true, "to": "bob" } or { "connects": { "to": "bob" } } */
static bool take_nothing(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	if (cJSON_IsTrue(value))
		return true;
	if (cJSON_IsObject(value))
		return take_modifiers(at, value, r, err);
	return json_refuse(at, err, "\"%s\" takes nothing: write it alone, or with true",
		verb_names[r->step->verb]);
}

static bool take_verb(
	const struct json_at *at, const char *name, const struct reading *r, struct err *err)
{
	AUTO(freep) char *what = xasprintf("\"%s\"", name);

	r->step->verb = verb_find(name);
	return may(at, verb_rows[r->step->verb].who, what, r, err);
}

/* `at` is the step's place, `here` the actor's in it. */
static bool take_verb_with(const struct json_at *at, const struct json_at *here,
	const cJSON *object, const struct reading *r, struct err *err)
{
	const cJSON *member = verb_member(at, object, err);
	value_take *take;

	if (!member || !take_verb(at, member->string, r, err))
		return false;
	struct json_at there = { here, member->string, 0 };

	take = verb_rows[r->step->verb].take;
	return (take ? take : take_nothing)(&there, member, r, err) && sight_fits(&there, r, err) &&
	       bytes_fit(&there, r, err) && take_modifiers(here, object, r, err);
}

static bool take_actor(
	const struct json_at *at, const cJSON *value, const struct reading *r, struct err *err)
{
	const cJSON *member = value->child;
	struct json_at here = { at, member->string, 0 };

	if (strcmp(member->string, "wire") == 0)
		r->step->who = WHO_WIRE;
	else
		r->step->who = cast_find(r->c, member->string);
	if (r->step->who == WHO_ANYBODY)
		return cast_refuse_name(r->c, at, member->string, err);
	if (cJSON_IsObject(member))
		return take_verb_with(at, &here, member, r, err);
	if (!cJSON_IsString(member))
		return json_refuse(&here, err, "this should be a verb, or { \"verb\": ... }");
	if (verb_find(member->valuestring) < 0)
		return json_refuse_word(at, err, "verb", member->valuestring, verb_names, VERBS);
	return take_verb(at, member->valuestring, r, err) && take_alone(at, r, err);
}

bool step_decode(const struct json_at *at, const cJSON *value, const struct conversation *c,
	struct step *out, struct err *err)
{
	struct reading r = { c, out };

	out->peer = out->packet.from = WHO_ANYBODY;
	out->fd = 1;
	if (!cJSON_IsObject(value) || !value->child || value->child->next)
		return json_refuse(
			at, err, "a step is one actor and one verb: { \"ana\": \"connects\" }");
	return take_actor(at, value, &r, err);
}
