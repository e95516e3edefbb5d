// SPDX-License-Identifier: MIT
#include "tui/peer_script.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

/* Clients that come one after another; a program that connects has one counterpart. */
static const char *const callers[] = { "ana", "bob", "eve", "dan", "mia", "leo" };

/* By what the learner's program is: who talks to it, and the step with which that begins. */
static const struct part {
	const char *role;
	bool datagram;
	const char *kind;  /* of the actors */
	bool many;	   /* they can be several */
	const char *first; /* the script before anybody says anything */
} parts[] = {
	{ "server", false, "client", true, "[{\"you\":{\"call\":\"listen\"}}]" },
	{ "server", true, "sender", true, "[{\"you\":{\"call\":\"bind\"}}]" },
	{ "client", false, "server", false, "[{\"srv\":\"accepts\"}]" },
	{ "client", true, "receiver", false, "[{\"you\":{\"call\":\"socket\"}}]" },
};

struct peer_script {
	struct exercise exercise; /* a copy whose conversations are ours; the rest is borrowed */
	const struct part *part;
	cJSON *steps;
	struct said {
		int before;	/* how many steps stood before it: where undo cuts */
		int acted;	/* as it was before it */
		size_t speaker; /* who spoke before it */
	} * said;
	size_t said_count, said_cap;
	int acted;	/* steps up to the last thing said: what stands after them are answers */
	size_t speaker; /* in callers */
	enum delivery delivery;
	struct conversation conversation; /* as it is played: with the listening step */
	int steps_played;		  /* of `steps`: those before it */
};

static const struct part *part_of(const struct exercise *e)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!strcmp(parts[i].role, e->program.role) &&
			parts[i].datagram == e->program.datagram)
			return &parts[i];
	return NULL;
}

const char *peer_script_speaker(const struct peer_script *s)
{
	return s->part->many ? callers[s->speaker] : "srv";
}

/* ---- to JSON, and from there to a conversation */

static bool plays(const cJSON *steps, const char *name)
{
	json_each (step, steps)
		if (cJSON_GetObjectItemCaseSensitive(step, name))
			return true;
	return false;
}

static cJSON *cast_of(const struct peer_script *s)
{
	cJSON *cast = cJSON_CreateObject();

	if (!s->part->many)
		cJSON_AddStringToObject(cast, "srv", s->part->kind);
	for (size_t i = 0; s->part->many && i < ARRAY_LEN(callers); i++)
		if (plays(s->steps, callers[i]))
			cJSON_AddStringToObject(cast, callers[i], s->part->kind);
	return cast;
}

/* What is glued together is not kept apart by a silence. */
static cJSON *script_of(const struct peer_script *s)
{
	cJSON *script = cJSON_CreateArray();

	json_each (step, s->steps) {
		const cJSON *you = cJSON_GetObjectItemCaseSensitive(step, "you");

		if (s->delivery != DELIVERY_GLUED || !cJSON_GetObjectItemCaseSensitive(you, "sees"))
			cJSON_AddItemToArray(script, cJSON_Duplicate(step, true));
	}
	return script;
}

static cJSON *json_of(const struct peer_script *s)
{
	cJSON *c = cJSON_CreateObject(), *deliveries = cJSON_CreateArray();

	cJSON_AddStringToObject(c, "title", "by hand");
	cJSON_AddItemToObject(c, "cast", cast_of(s));
	cJSON_AddItemToArray(deliveries, cJSON_CreateString(delivery_names[s->delivery]));
	cJSON_AddItemToObject(c, "deliveries", deliveries);
	cJSON_AddItemToObject(c, "script", script_of(s));
	return c;
}

void peer_script_json(const struct peer_script *s, struct buf *out)
{
	cJSON *c = json_of(s);
	char *text = cJSON_Print(c);

	buf_add_str(out, text ? text : "");
	buf_add_char(out, '\n');
	free(text);
	cJSON_Delete(c);
}

static cJSON *step_json(const char *who, const char *verb, cJSON *value);

/* Decodes the script so far, with `last` (owned) after it where that is not NULL. */
static bool decode(
	const struct peer_script *s, cJSON *last, struct conversation *out, struct err *err)
{
	const struct json_at top = { NULL, "this conversation", 0 };
	cJSON *c = json_of(s);
	bool ok;

	if (last)
		cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(c, "script"), last);
	*out = (struct conversation){ 0 };
	ok = conversation_decode(&top, c, out, err);
	cJSON_Delete(c);
	if (!ok)
		conversation_free(out);
	return ok;
}

/* Whatever comes, until everybody waits. */
static cJSON *listening_step(void)
{
	return step_json("you", "sees", cJSON_CreateString("silence"));
}

/* Refused, everything is as it was. */
static bool rebuild(struct peer_script *s, struct err *err)
{
	struct conversation fresh;

	if (!decode(s, listening_step(), &fresh, err))
		return false;
	conversation_free(&s->conversation);
	s->conversation = fresh;
	s->steps_played = (int)fresh.step_count - 1;
	return true;
}

struct peer_script *peer_script_new(const struct exercise *e, struct err *err)
{
	const struct part *part = part_of(e);
	struct peer_script *s;

	if (!part) {
		err_set(err, "the program of %s talks to nobody: there is no peer to be", e->id);
		return NULL;
	}
	s = xcalloc(1, sizeof *s);
	s->exercise = *e;
	s->part = part;
	s->exercise.conversations = &s->conversation;
	s->exercise.conversation_count = 1;
	s->steps = cJSON_Parse(part->first);
	s->acted = cJSON_GetArraySize(s->steps);
	if (rebuild(s, err))
		return s;
	peer_script_free(s);
	return NULL;
}

void peer_script_free(struct peer_script *s)
{
	if (!s)
		return;
	cJSON_Delete(s->steps);
	conversation_free(&s->conversation);
	free(s->said);
	free(s);
}

const struct exercise *peer_script_exercise(const struct peer_script *s)
{
	return &s->exercise;
}

void peer_script_set_delivery(struct peer_script *s, enum delivery d)
{
	s->delivery = d;
	rebuild(s, NULL);
}

/* ---- steps */

static bool is_text(struct bytes b)
{
	for (size_t i = 0; i < b.len;) {
		size_t n = text_char(b.at + i, b.len - i);

		if (!n && !strchr("\n\r\t", b.at[i]))
			return false;
		if (!n && !b.at[i])
			return false;
		i += n ? n : 1;
	}
	return true;
}

enum { WHOLE_MAX = 2000 }; /* answers longer than that are only counted */

static cJSON *bytes_json(struct bytes b, bool answer)
{
	cJSON *piece;
	struct buf text = { 0 };

	if (answer && b.len > WHOLE_MAX) {
		piece = cJSON_CreateObject();
		cJSON_AddNumberToObject(piece, "any", b.len);
		return piece;
	}
	if (is_text(b)) {
		buf_add(&text, b.at, b.len);
		piece = cJSON_CreateString(buf_str(&text));
	} else {
		for (size_t i = 0; i < b.len; i++)
			buf_addf(&text, "%02x", b.at[i]);
		piece = cJSON_CreateObject();
		cJSON_AddStringToObject(piece, "hex", buf_str(&text));
	}
	buf_free(&text);
	return piece;
}

/* { who: verb } or { who: { verb: value } } */
static cJSON *step_json(const char *who, const char *verb, cJSON *value)
{
	cJSON *step = cJSON_CreateObject(), *what = cJSON_CreateObject();

	if (value) {
		cJSON_AddItemToObject(what, verb, value);
		cJSON_AddItemToObject(step, who, what);
	} else {
		cJSON_Delete(what);
		cJSON_AddStringToObject(step, who, verb);
	}
	return step;
}

static void add_step(struct peer_script *s, const char *who, const char *verb, cJSON *value)
{
	cJSON_AddItemToArray(s->steps, step_json(who, verb, value));
}

static void cut(struct peer_script *s, int count)
{
	while (cJSON_GetArraySize(s->steps) > count)
		cJSON_DeleteItemFromArray(s->steps, count);
}

static const struct {
	const char *verb;
	bool by_you, bytes, of_connection;
} acts[] = {
	[PEER_SENDS] = { "sends", false, true, false },
	[PEER_FINISHES] = { "finishes", false, false, true },
	[PEER_CLOSES] = { "closes", false, false, true },
	[PEER_RESETS] = { "resets", false, false, true },
	[PEER_NEW] = { "connects", false, false, false },
	[PEER_READS] = { "reads", true, true, false },
	[PEER_READS_END] = { "reads end", true, false, false },
};

/* ---- who speaks */

/* Somebody who has not come yet: the speaker of now, or the next one. A sender is there when it first sends, so that another is
 * another one than the speaker. */
static bool newcomer(struct peer_script *s, struct err *err)
{
	if (!s->part->many)
		return true;
	for (size_t i = s->part->datagram; i < ARRAY_LEN(callers); i++) {
		size_t who = (s->speaker + i) % ARRAY_LEN(callers);

		if (!plays(s->steps, callers[who])) {
			s->speaker = who;
			return true;
		}
	}
	return err_set(
		err, "that is everybody: %zu %ss have come", ARRAY_LEN(callers), s->part->kind);
}

/* Has come, and may say or hear something more. */
static bool is_there(const struct peer_script *s, const char *name)
{
	bool closed = false, finished = false, ended = false;

	json_each (step, s->steps) {
		const cJSON *what = cJSON_GetObjectItemCaseSensitive(step, name);
		const cJSON *sees = cJSON_GetObjectItemCaseSensitive(what, "sees");
		const char *verb = cJSON_IsString(what) ? what->valuestring : "";

		closed = closed || !strcmp(verb, "closes") || !strcmp(verb, "resets") ||
			 (sees && !strcmp(sees->valuestring, "reset"));
		finished = finished || !strcmp(verb, "finishes");
		ended = ended || (sees && !strcmp(sees->valuestring, "end"));
	}
	return plays(s->steps, name) && !closed && !(finished && ended);
}

bool peer_script_next_speaker(struct peer_script *s)
{
	for (size_t i = 1; s->part->many && i < ARRAY_LEN(callers); i++) {
		size_t who = (s->speaker + i) % ARRAY_LEN(callers);

		if (is_there(s, callers[who])) {
			s->speaker = who;
			return true;
		}
	}
	return false;
}

void peer_script_others(const struct peer_script *s, struct buf *out)
{
	for (size_t i = 0; s->part->many && i < ARRAY_LEN(callers); i++)
		if (i != s->speaker && is_there(s, callers[i]))
			buf_addf(out, "%s%s", out->len ? ", " : "", callers[i]);
}

/* Who speaks for the first time connects first. */
static void connect_first(struct peer_script *s, enum peer_act act)
{
	bool stream = !s->part->datagram && s->part->many;

	if (stream && !acts[act].by_you && act != PEER_NEW && !plays(s->steps, callers[s->speaker]))
		add_step(s, callers[s->speaker], "connects", NULL);
}

bool peer_script_act(struct peer_script *s, enum peer_act act, struct bytes b, struct err *err)
{
	int before = cJSON_GetArraySize(s->steps);
	size_t speaker = s->speaker;
	const char *verb = act == PEER_NEW && !s->part->many ? "accepts" : acts[act].verb;

	if (s->part->datagram && acts[act].of_connection)
		return err_set(
			err, "UDP has no connections: there is nothing to end or to break off");
	if (act == PEER_NEW && !newcomer(s, err))
		return false;
	if (act == PEER_NEW && s->part->datagram)
		return true;
	connect_first(s, act);
	add_step(s, acts[act].by_you ? "you" : peer_script_speaker(s), verb,
		acts[act].bytes ? bytes_json(b, false) : NULL);
	if (!rebuild(s, err)) {
		cut(s, before);
		s->speaker = speaker;
		return false;
	}
	grow(&s->said, &s->said_cap, s->said_count, sizeof *s->said);
	s->said[s->said_count++] = (struct said){ before, s->acted, speaker };
	s->acted = cJSON_GetArraySize(s->steps);
	return true;
}

bool peer_script_undo(struct peer_script *s)
{
	if (!s->said_count)
		return false;
	s->said_count--;
	s->speaker = s->said[s->said_count].speaker;
	s->acted = s->said[s->said_count].acted;
	cut(s, s->said[s->said_count].before);
	return rebuild(s, NULL);
}

void peer_script_forget_answer(struct peer_script *s)
{
	cut(s, s->acted);
	rebuild(s, NULL);
}

size_t peer_script_said(const struct peer_script *s)
{
	return s->said_count;
}

/* ---- what was answered */

static bool of_listening(const struct peer_script *s, const struct event *ev)
{
	return ev->kind == EVENT_STEP && ev->step.index >= s->steps_played;
}

/* What an actor has heard in a run; `steps` of its script ask for some of that already. */
struct heard {
	struct buf bytes;
	size_t datagrams;
	bool end, reset;
};

static size_t bytes_asked(const cJSON *piece)
{
	const cJSON *hex = cJSON_GetObjectItemCaseSensitive(piece, "hex");
	const cJSON *any = cJSON_GetObjectItemCaseSensitive(piece, "any");

	return cJSON_IsString(piece) ? strlen(piece->valuestring)
	       : hex		     ? strlen(hex->valuestring) / 2
				     : (size_t)any->valuedouble;
}

static void asked_of(const cJSON *steps, const char *name, size_t *bytes, struct heard *asked)
{
	json_each (step, steps) {
		const cJSON *what = cJSON_GetObjectItemCaseSensitive(step, name);
		const cJSON *gets = cJSON_GetObjectItemCaseSensitive(what, "gets");
		const cJSON *sees = cJSON_GetObjectItemCaseSensitive(what, "sees");

		if (gets)
			*bytes += bytes_asked(gets);
		asked->datagrams += gets != NULL;
		asked->end = asked->end || (sees && !strcmp(sees->valuestring, "end"));
		asked->reset = asked->reset || (sees && !strcmp(sees->valuestring, "reset"));
	}
}

/* False: an answer that no script could ask for; then the steps are as before. */
static bool try_step(struct peer_script *s, const char *who, const char *verb, cJSON *value)
{
	int before = cJSON_GetArraySize(s->steps);

	add_step(s, who, verb, value);
	if (rebuild(s, NULL))
		return true;
	cut(s, before);
	return false;
}

static void add_answers_of(struct peer_script *s, int who, const struct timeline *tl)
{
	AUTO(freep)
	char *name = xstrdup(s->conversation.cast[who].name); /* each step makes a new cast */
	struct heard heard = { 0 }, asked = { 0 };
	size_t known = 0;

	asked_of(s->steps, name, &known, &asked);
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_arrival(tl, i);

		if (ev->kind != EVENT_MOVE || ev->who != who)
			continue;
		heard.end = heard.end || ev->move.what == MOVE_SAW_END;
		heard.reset = heard.reset || ev->move.what == MOVE_SAW_RESET;
		if (ev->move.what != MOVE_GOT)
			continue;
		if (!s->part->datagram)
			buf_add(&heard.bytes, ev->move.data.at, ev->move.data.len);
		else if (++heard.datagrams > asked.datagrams)
			try_step(s, name, "gets", bytes_json(ev->move.data, true));
	}
	if (heard.bytes.len > known)
		try_step(s, name, "gets",
			bytes_json((struct bytes){ (uint8_t *)heard.bytes.data + known,
					   heard.bytes.len - known },
				true));
	if (heard.end && !asked.end)
		try_step(s, name, "sees", cJSON_CreateString("end"));
	if (heard.reset && !asked.reset)
		try_step(s, name, "sees", cJSON_CreateString("reset"));
	buf_free(&heard.bytes);
}

/* How long the listening step took until everybody waited; UINT64_MAX: that did not come, the program has ended. */
static uint64_t time_to_silence(const struct peer_script *s, const struct timeline *tl)
{
	uint64_t began = 0;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (!of_listening(s, ev))
			continue;
		if (ev->step.what == STEP_BEGAN)
			began = ev->t0;
		if (ev->step.what == STEP_DONE)
			return ev->t0 - began;
	}
	return UINT64_MAX;
}

static size_t come(const struct peer_script *s)
{
	size_t count = 0;

	for (size_t i = 0; s->part->many && i < ARRAY_LEN(callers); i++)
		count += plays(s->steps, callers[i]);
	return count;
}

/* Where nobody's answer says when the next one may speak, or several do, silence does: else a replay would be another one. A silence
 * that is not known at once (the program waits with a time limit) is not waited for again and again. */
void peer_script_answered(struct peer_script *s, const struct timeline *tl)
{
	enum { AT_ONCE_MS = 50 };
	int before = cJSON_GetArraySize(s->steps);
	uint64_t silence = time_to_silence(s, tl);

	if (before > s->acted) /* they are known already */
		return;
	for (int who = 1; who < (int)s->conversation.cast_count; who++)
		add_answers_of(s, who, tl);
	if ((cJSON_GetArraySize(s->steps) == before || come(s) > 1) && s->said_count &&
		silence < AT_ONCE_MS * NS_PER_MS)
		try_step(s, "you", "sees", cJSON_CreateString("silence"));
}

/* ---- the run, as people see it */

bool peer_script_broke(const struct peer_script *s, const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_STEP && ev->step.what == STEP_BROKE && !of_listening(s, ev))
			return true;
	}
	return false;
}

static void add_run(struct timeline *story, const struct event *run, const char *program)
{
	const char *cast = run->run.cast ? run->run.cast : "";
	AUTO(freep) char *renamed = xasprintf("%s%s", program, cast + strcspn(cast, " "));
	struct event ev = *run;

	ev.run.cast = renamed;
	timeline_add(story, &ev);
}

struct timeline *peer_script_story(
	const struct peer_script *s, const struct timeline *tl, const char *program)
{
	struct timeline *story = timeline_new();

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_arrival(tl, i);

		if (ev->kind == EVENT_RUN)
			add_run(story, ev, program);
		else if (!of_listening(s, ev))
			timeline_add(story, ev);
	}
	return story;
}

/* ---- bytes by their numbers */

bool peer_hex(const char *text, struct buf *out, struct err *err)
{
	while (*text) {
		char pair[3] = "";

		if (text[0] == ' ' || text[0] == ',') {
			text++;
			continue;
		}
		if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
			text += 2;
		if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
			return err_set(
				err, "bytes are pairs of hexadecimal digits, such as: 00 05 ff");
		memcpy(pair, text, 2);
		buf_add_char(out, (char)strtol(pair, NULL, 16));
		text += 2;
	}
	return out->len || err_set(err, "no bytes were given");
}
