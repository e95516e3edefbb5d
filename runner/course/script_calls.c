// SPDX-License-Identifier: MIT
/* What a script wants to see a program do in the kernel: `call`, `never` and `holds`. */
#include "course/script_parts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "course/fields.h"
#include "course/names.h"

#define FIELD(s, member) offsetof(struct s, member)

enum { PORT_ANY = -1, PORT_TASK = -2 };

/* ---- values that both have */

static bool take_port(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	double d = value->valuedouble;
	int64_t *port = place;

	(void)context;
	if (cJSON_IsString(value) && strcmp(value->valuestring, "{port}") == 0) {
		*port = PORT_TASK;
		return true;
	}
	if (!cJSON_IsNumber(value) || !(d >= 0 && d <= 65535) || d != (int)d)
		return json_refuse(
			at, err, "this should be \"{port}\" or a number from 0 to 65535");
	*port = d;
	return true;
}

static bool is_address(const char *text)
{
	struct in6_addr in6;
	struct in_addr in;

	return strcmp(text, "any") == 0 || strcmp(text, "loopback") == 0 ||
	       inet_pton(AF_INET, text, &in) == 1 || inet_pton(AF_INET6, text, &in6) == 1;
}

static bool take_address(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	char **address = place;

	(void)context;
	if (!cJSON_IsString(value) || !is_address(value->valuestring))
		return json_refuse(at, err,
			"this should be \"any\", \"loopback\" or an address like \"127.0.0.1\"");
	free(*address);
	*address = xstrdup(value->valuestring);
	return true;
}

#define TAKE_NAME(what, of)                                                                        \
	static bool take_##what(const struct json_at *at, const cJSON *value, void *place,         \
		void *context, struct err *err)                                                    \
	{                                                                                          \
		(void)context;                                                                     \
		return names_decode(at, value, of, place, err);                                    \
	}
TAKE_NAME(error, NAMES_ERRNO)
TAKE_NAME(domain, NAMES_DOMAIN)
TAKE_NAME(type, NAMES_TYPE)
TAKE_NAME(level, NAMES_LEVEL)
TAKE_NAME(option, NAMES_OPTION)
TAKE_NAME(state, NAMES_STATE)

/* ---- call, never */

static bool refuse_call(const struct json_at *at, const char *name, struct err *err)
{
	static const char *const learners[] = { "send", "recv", "select", "epoll_wait", "sleep",
		"usleep", "wait", "waitpid", "signal", "sigaction", "pthread_create", "_exit" };
	const char *words[CALL_COUNT + ARRAY_LEN(learners)];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(learners); i++)
		if (calls_find(learners[i]) != CALL_COUNT)
			words[n++] = learners[i];
	for (size_t i = 0; i < CALL_COUNT; i++)
		words[n++] = calls[i].name;
	return json_refuse_word(at, err, "call", name, words, n);
}

static bool take_call_name(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	char **name = place;

	(void)context;
	if (!cJSON_IsString(value))
		return json_refuse(at, err, "this should be the name of a call, like \"listen\"");
	if (calls_find(value->valuestring) == CALL_COUNT)
		return refuse_call(at, value->valuestring, err);
	free(*name);
	*name = xstrdup(value->valuestring);
	return true;
}

static bool take_result(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	static const char *const words[] = { "ok", "fails" };
	struct call_spec *call = context;
	enum wanted_result *result = place;
	double d = value->valuedouble;
	int found;

	if (!cJSON_IsNumber(value)) {
		found = json_word(at, value, "result", words, ARRAY_LEN(words), err);
		*result = found == 0 ? RESULT_OK : RESULT_FAILS;
		return found >= 0;
	}
	if (!(d >= 0 && d <= INT32_MAX) || d != (int64_t)d)
		return json_refuse(
			at, err, "this should be \"ok\", \"fails\" or a number from 0 on");
	*result = RESULT_VALUE;
	call->value = d;
	return true;
}

static const struct json_field call_rows[] = {
	{ "name", JSON_CUSTOM, FIELD(call_spec, name), .required = true, .decode = take_call_name },
	{ "result", JSON_CUSTOM, FIELD(call_spec, result), .decode = take_result },
	{ "error", JSON_CUSTOM, FIELD(call_spec, error), .decode = take_error },
	{ "domain", JSON_CUSTOM, FIELD(call_spec, domain), .decode = take_domain },
	{ "type", JSON_CUSTOM, FIELD(call_spec, type), .decode = take_type },
	{ "port", JSON_CUSTOM, FIELD(call_spec, port), .decode = take_port },
	{ "address", JSON_CUSTOM, FIELD(call_spec, address), .decode = take_address },
	{ "backlog", JSON_INT, FIELD(call_spec, backlog), .max = 65535, .fallback = -1 },
	{ "level", JSON_CUSTOM, FIELD(call_spec, level), .decode = take_level },
	{ "option", JSON_CUSTOM, FIELD(call_spec, option), .decode = take_option },
	{ "on_listener", JSON_BOOL, FIELD(call_spec, on_listener) },
};

const struct fields call_fields = { "call", call_rows, ARRAY_LEN(call_rows) };

static bool has_address(const struct call_row *row)
{
	return row->addr >= 0 || row->shape == BUFFER_MSGHDR;
}

static bool has_option(const struct call_row *row)
{
	return row->shape == BUFFER_OPTION;
}

static bool is_listen(const struct call_row *row)
{
	return row == &calls[CALL_LISTEN];
}

static bool has_socket(const struct call_row *row)
{
	return row->fd >= 0 || row == &calls[CALL_SOCKET] || row == &calls[CALL_SOCKETPAIR];
}

static bool has_fd(const struct call_row *row)
{
	return row->fd >= 0;
}

/* Which calls a key can be said of. */
static const struct {
	const char *key;
	bool (*fits)(const struct call_row *row);
} call_needs[] = {
	{ "domain", has_socket },
	{ "type", has_socket },
	{ "port", has_address },
	{ "address", has_address },
	{ "backlog", is_listen },
	{ "level", has_option },
	{ "option", has_option },
	{ "on_listener", has_fd },
};

static bool keys_fit(
	const struct json_at *at, const cJSON *value, const struct call_spec *call, struct err *err)
{
	const struct call_row *row = &calls[calls_find(call->name)];

	for (size_t i = 0; i < ARRAY_LEN(call_needs); i++) {
		struct json_at here = { at, call_needs[i].key, 0 };

		if (cJSON_GetObjectItemCaseSensitive(value, call_needs[i].key) &&
			!call_needs[i].fits(row))
			return json_refuse(
				&here, err, "%s() has no %s", call->name, call_needs[i].key);
	}
	return true;
}

static bool error_fits(const struct json_at *at, struct call_spec *call, struct err *err)
{
	if (!call->error)
		return true;
	if (call->result == RESULT_OK || call->result == RESULT_VALUE)
		return json_refuse(at, err, "a call with an error fails: leave \"result\" out");
	call->result = RESULT_FAILS;
	return true;
}

static bool option_fits(const struct json_at *at, const struct call_spec *call, struct err *err)
{
	int level, number;

	if (!call->level || !call->option || !names_option(call->option, &level, &number) ||
		names_number(NAMES_LEVEL, call->level) == level)
		return true;
	return json_refuse(at, err, "%s belongs to the level %s", call->option,
		names_word(NAMES_LEVEL, level));
}

bool call_decode(
	const struct json_at *at, const cJSON *value, struct call_spec *out, struct err *err)
{
	out->port = PORT_ANY;
	out->backlog = -1;
	if (cJSON_IsString(value))
		return take_call_name(at, value, &out->name, NULL, err);
	if (!cJSON_IsObject(value))
		return json_refuse(at, err,
			"this should be a call's name, like \"listen\", or { \"name\": \"listen\", "
			"... }");
	return json_decode(at, value, call_rows, ARRAY_LEN(call_rows), out, out, err) &&
	       keys_fit(at, value, out, err) && error_fits(at, out, err) &&
	       option_fits(at, out, err);
}

/* ---- holds */

static const struct json_field holds_rows[] = {
	{ "listening", JSON_CUSTOM, FIELD(holds_spec, listening), .decode = take_port },
	{ "address", JSON_CUSTOM, FIELD(holds_spec, address), .decode = take_address },
	{ "backlog", JSON_INT, FIELD(holds_spec, backlog), .max = 65535, .fallback = -1 },
	{ "bound_udp", JSON_CUSTOM, FIELD(holds_spec, bound_udp), .decode = take_port },
	{ "sockets", JSON_INT, FIELD(holds_spec, sockets), .max = 65535, .fallback = -1 },
	{ "sockets_most", JSON_INT, FIELD(holds_spec, sockets_most), .max = 65535, .fallback = -1 },
	{ "waiting", JSON_INT, FIELD(holds_spec, waiting), .max = 65535, .fallback = -1 },
	{ "state", JSON_CUSTOM, FIELD(holds_spec, state), .decode = take_state },
};

const struct fields holds_fields = { "holds", holds_rows, ARRAY_LEN(holds_rows) };

bool holds_decode(
	const struct json_at *at, const cJSON *value, struct holds_spec *out, struct err *err)
{
	out->listening = out->bound_udp = PORT_ANY;
	if (!json_decode(at, value, holds_rows, ARRAY_LEN(holds_rows), out, NULL, err))
		return false;
	if (!value->child)
		return json_refuse(
			at, err, "say at least one thing that holds, like \"listening\"");
	if (out->address && out->listening == PORT_ANY && out->bound_udp == PORT_ANY)
		return json_refuse(at, err,
			"\"address\" says where: say also what, \"listening\" or \"bound_udp\"");
	if (out->backlog >= 0 && out->listening == PORT_ANY)
		return json_refuse(at, err, "\"backlog\" is of a listener: say also \"listening\"");
	return true;
}
