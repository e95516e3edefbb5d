// SPDX-License-Identifier: MIT
/* The shape of a conversation: its cast, its steps, and how it is to be played. */
#include "course/script_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* So that a course cannot eat the machine. */
enum { CAST_MAX = 64, STEPS_MAX = 1000, ARGS_MAX = 64 };

/* ---- names */

int cast_find(const struct conversation *c, const char *name)
{
	for (size_t i = 0; i < c->cast_count; i++)
		if (strcmp(c->cast[i].name, name) == 0)
			return i;
	return WHO_ANYBODY;
}

const char *cast_name(const struct conversation *c, int who)
{
	return who == WHO_WIRE ? "wire" : c->cast[who].name;
}

void cast_describe(const struct conversation *c, int who, struct buf *out)
{
	if (who == WHO_WIRE)
		buf_add_str(out, "the wire");
	else if (who == WHO_YOU)
		buf_add_str(out, "you, a program");
	else
		buf_addf(out, "%s, a %s", c->cast[who].name, cast_kind_names[c->cast[who].kind]);
}

bool cast_refuse_name(
	const struct conversation *c, const struct json_at *at, const char *name, struct err *err)
{
	const char *names[CAST_MAX + 1];
	size_t n = 0;

	while (n < c->cast_count) {
		names[n] = c->cast[n].name;
		n++;
	}
	names[n++] = "wire";
	return json_refuse_word(at, err, "actor", name, names, n);
}

static bool is_name(const char *s)
{
	if (!islower((unsigned char)*s) || strlen(s) > 32)
		return false;
	for (; *s; s++)
		if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && *s != '_')
			return false;
	return true;
}

static bool name_is_free(const struct json_at *at, const char *name, struct err *err)
{
	static const char *const taken[] = { "you", "wire", "everybody" };

	if (!is_name(name))
		return json_refuse(
			at, err, "a name is small letters, digits and _, and begins with a letter");
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		if (strcmp(taken[i], name) == 0)
			return json_refuse(
				at, err, "\"%s\" is there by itself: choose another name", name);
	return true;
}

/* ---- arguments of programs */

/* A place in an argument: {host}, {port}, {port:NAME}, {path:NAME}. */
static bool place_is_known(const struct json_at *at, const char *place, size_t len,
	const struct conversation *c, struct err *err)
{
	static const char *const known[] = { "{port}", "{host}", "{port:NAME}", "{path:NAME}" };
	AUTO(freep) char *text = xstrndup(place, len);
	AUTO(freep) char *name = NULL;
	bool port = strncmp(text, "{port:", 6) == 0, path = strncmp(text, "{path:", 6) == 0;
	enum cast_kind kind;
	int who;

	if (strcmp(text, "{port}") == 0 || strcmp(text, "{host}") == 0)
		return true;
	if (!port && !path)
		return json_refuse_word(at, err, "place", text, known, ARRAY_LEN(known));
	if (!c)
		return true;
	name = xstrndup(text + 6, len - 7);
	who = cast_find(c, name);
	if (who == WHO_ANYBODY)
		return cast_refuse_name(c, at, name, err);
	kind = c->cast[who].kind;
	if (path && (who == WHO_YOU || !cast_is_local(kind)))
		return json_refuse(at, err, "%s has no path: only local actors have", name);
	if (port && who != WHO_YOU && kind != CAST_SERVER && kind != CAST_RECEIVER &&
		kind != CAST_REFERENCE)
		return json_refuse(at, err,
			"%s has no port that is known before: only a server or a receiver has",
			name);
	return true;
}

static bool arg_check(
	const struct json_at *at, const char *arg, const struct conversation *c, struct err *err)
{
	for (const char *open = strchr(arg, '{'); open; open = strchr(open + 1, '{')) {
		const char *close = strchr(open, '}');

		if (!close)
			return json_refuse(at, err, "a { that is never closed");
		if (!place_is_known(at, open, close - open + 1, c, err))
			return false;
	}
	return true;
}

bool args_check(
	const struct json_at *at, char *const *args, const struct conversation *c, struct err *err)
{
	if (strv_len(args) > ARGS_MAX)
		return json_refuse(at, err, "more than %d arguments", ARGS_MAX);
	for (size_t i = 0; args && args[i]; i++) {
		struct json_at here = { at, NULL, i };

		if (!arg_check(&here, args[i], c, err))
			return false;
	}
	return true;
}

/* ---- the cast */

static bool take_kind(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	int found = json_word(at, value, "kind of actor", cast_kind_names, CAST_KINDS, err);

	(void)context;
	if (found >= 0)
		*(enum cast_kind *)place = found;
	return found >= 0;
}

static bool take_family(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	static const char *const words[] = { "inet", "inet6" };
	int found = json_word(at, value, "family", words, ARRAY_LEN(words), err);

	(void)context;
	*(bool *)place = found == 1;
	return found >= 0;
}

/* A socket file lies in the program's own folder, and its name must fit in a sockaddr_un beside that. */
static bool take_path(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	const char *path = cJSON_IsString(value) ? value->valuestring : "";

	(void)context;
	if (!*path || strlen(path) > 64 || path[0] == '.' ||
		strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") !=
			strlen(path))
		return json_refuse(at, err, "this should be a file's name, like \"talk.sock\"");
	free(*(char **)place);
	*(char **)place = xstrdup(path);
	return true;
}

static const struct json_field cast_rows[] = {
	{ "is", JSON_CUSTOM, offsetof(struct cast_member, kind), .required = true,
		.decode = take_kind },
	{ "of", JSON_STRING, offsetof(struct cast_member, of) },
	{ "args", JSON_STRINGS, offsetof(struct cast_member, args) },
	{ "family", JSON_CUSTOM, offsetof(struct cast_member, ipv6), .decode = take_family },
	{ "path", JSON_CUSTOM, offsetof(struct cast_member, path), .decode = take_path },
	{ "port", JSON_INT, offsetof(struct cast_member, port), .min = 1, .max = 65535 },
};

static bool is_internet(enum cast_kind k)
{
	return !cast_is_local(k);
}

static bool is_reference(enum cast_kind k)
{
	return k == CAST_REFERENCE;
}

static bool owns_port(enum cast_kind k)
{
	return k == CAST_SERVER || k == CAST_RECEIVER || k == CAST_REFERENCE;
}

static const struct {
	const char *key;
	bool (*fits)(enum cast_kind k);
} cast_needs[] = {
	{ "of", is_reference },
	{ "args", is_reference },
	{ "family", is_internet },
	{ "path", cast_is_local },
	{ "port", owns_port },
};

static bool member_fits(
	const struct json_at *at, const cJSON *value, const struct cast_member *m, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(cast_needs); i++) {
		struct json_at here = { at, cast_needs[i].key, 0 };

		if (!cast_needs[i].fits(m->kind) &&
			cJSON_GetObjectItemCaseSensitive(value, cast_needs[i].key))
			return json_refuse(&here, err, "a %s has no \"%s\"",
				cast_kind_names[m->kind], cast_needs[i].key);
	}
	if (cast_is_local(m->kind) && !m->path)
		return json_refuse(at, err, "a %s needs its \"path\", like \"talk.sock\"",
			cast_kind_names[m->kind]);
	return true;
}

static bool take_member(
	const struct json_at *at, const cJSON *value, struct cast_member *out, struct err *err)
{
	if (!name_is_free(at, value->string, err))
		return false;
	if (cJSON_IsString(value)) {
		if (!take_kind(at, value, &out->kind, NULL, err))
			return false;
	} else if (!json_decode(at, value, cast_rows, ARRAY_LEN(cast_rows), out, NULL, err)) {
		return false;
	}
	return member_fits(at, value, out, err);
}

/* Arguments may name actors who are cast later: they are looked at when all are there. */
static bool cast_args_check(const struct json_at *at, const struct conversation *c, struct err *err)
{
	for (size_t i = 1; i < c->cast_count; i++) {
		struct json_at here = { at, c->cast[i].name, 0 }, args = { &here, "args", 0 };

		if (!args_check(&args, c->cast[i].args, c, err))
			return false;
	}
	return true;
}

static bool take_cast(
	const struct json_at *at, const cJSON *value, struct conversation *c, struct err *err)
{
	size_t n = value ? cJSON_GetArraySize(value) : 0;

	if (value && !cJSON_IsObject(value))
		return json_refuse(
			at, err, "this should be an object of names: { \"ana\": \"client\" }");
	if (n > CAST_MAX - 1)
		return json_refuse(at, err, "more than %d actors", CAST_MAX - 1);
	c->cast = xcalloc(n + 1, sizeof *c->cast);
	c->cast[c->cast_count++] =
		(struct cast_member){ .name = xstrdup("you"), .kind = CAST_REFERENCE };
	if (!value)
		return true;
	json_each (child, value) {
		struct json_at here = { at, child->string, 0 };
		struct cast_member *m = &c->cast[c->cast_count++];

		m->name = xstrdup(child->string);
		if (!take_member(&here, child, m, err))
			return false;
	}
	return cast_args_check(at, c, err);
}

/* ---- the conversation */

static bool cast_is_taken(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)at, (void)value, (void)place, (void)context, (void)err;
	return true; /* conversation_decode() did, before everything that names actors */
}

static bool take_script(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	struct conversation *c = context;
	size_t n = cJSON_GetArraySize(value);

	(void)place;
	if (!cJSON_IsArray(value) || n == 0)
		return json_refuse(at, err, "this should be a list of steps, at least one");
	if (n > STEPS_MAX)
		return json_refuse(at, err, "more than %d steps", STEPS_MAX);
	c->steps = xcalloc(n, sizeof *c->steps);
	json_each (child, value) {
		struct json_at here = { at, NULL, c->step_count };

		if (!step_decode(&here, child, c, &c->steps[c->step_count++], err))
			return false;
	}
	return script_order(at, c, err);
}

static bool take_set(const struct json_at *at, const cJSON *value, const char *what,
	const char *const *words, size_t count, unsigned *out, struct err *err)
{
	int i = 0;

	*out = 0;
	if (!cJSON_IsArray(value))
		return json_refuse(at, err, "this should be a list of words");
	json_each (child, value) {
		struct json_at here = { at, NULL, i++ };
		int found = json_word(&here, child, what, words, count, err);

		if (found < 0)
			return false;
		if (*out & 1u << found)
			return json_refuse(&here, err, "\"%s\" is here twice", words[found]);
		*out |= 1u << found;
	}
	return true;
}

static bool take_deliveries(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	unsigned *set = place;

	(void)context;
	if (!take_set(at, value, "delivery", delivery_names, DELIVERIES, set, err))
		return false;
	return *set != 0 || json_refuse(at, err, "say at least one delivery, like \"whole\"");
}

static bool take_storms(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	struct conversation *c = context;
	unsigned *set = place;

	if (!take_set(at, value, "storm", storm_names, STORMS, set, err))
		return false;
	*set |= 1u << STORM_NONE;
	c->storms_given = true;
	return true;
}

bool strings_decode(const struct json_at *at, const cJSON *value, char ***out, struct err *err)
{
	char **list;
	size_t n = 0;

	if (!cJSON_IsArray(value))
		return json_refuse(at, err, "this should be a list of strings");
	strv_free(*out);
	*out = list = xcalloc(cJSON_GetArraySize(value) + 1, sizeof *list);
	json_each (child, value) {
		struct json_at here = { at, NULL, n };

		if (!cJSON_IsString(child))
			return json_refuse(&here, err, "this should be a string");
		list[n++] = xstrdup(child->valuestring);
	}
	return true;
}

static bool take_args(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	return strings_decode(at, value, place, err) &&
	       args_check(at, *(char ***)place, context, err);
}

#define FIELD(member) offsetof(struct conversation, member)

static const struct json_field conversation_rows[] = {
	{ "title", JSON_STRING, FIELD(title), .required = true },
	{ "cast", JSON_CUSTOM, FIELD(cast), .decode = cast_is_taken },
	{ "script", JSON_CUSTOM, FIELD(steps), .required = true, .decode = take_script },
	{ "deliveries", JSON_CUSTOM, FIELD(deliveries), .decode = take_deliveries },
	{ "storms", JSON_CUSTOM, FIELD(storms), .decode = take_storms },
	{ "own_network", JSON_BOOL, FIELD(own_network) },
	{ "deadline_ms", JSON_INT, FIELD(deadline_ms), .min = 1, .max = 60000, .fallback = 5000 },
	{ "args", JSON_CUSTOM, FIELD(args), .decode = take_args },
};

static const struct fields cast_fields = { "cast", cast_rows, ARRAY_LEN(cast_rows) };
static const struct fields conversation_fields = { "conversation", conversation_rows,
	ARRAY_LEN(conversation_rows) };

const struct fields *const script_fields[] = { &conversation_fields, &cast_fields, &call_fields,
	&holds_fields };
const size_t script_fields_count = ARRAY_LEN(script_fields);

bool conversation_decode(
	const struct json_at *at, const cJSON *value, struct conversation *out, struct err *err)
{
	struct json_at cast = { at, "cast", 0 };

	out->deliveries = (1u << DELIVERIES) - 1;
	out->storms = 1u << STORM_NONE;
	if (!take_cast(&cast, cJSON_GetObjectItemCaseSensitive(value, "cast"), out, err))
		return false;
	if (!json_decode(at, value, conversation_rows, ARRAY_LEN(conversation_rows), out, out, err))
		return false;
	return *out->title || json_refuse(at, err, "the title is empty");
}
