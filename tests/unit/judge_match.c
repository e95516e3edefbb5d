// SPDX-License-Identifier: MIT
/* Bytes that came against bytes that a script wants. */
#include "judge/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char *const names[] = { "you", "ana", "bob", "rex" };

static int who_of(const void *context, const char *name)
{
	(void)context;
	for (int i = 0; i < (int)ARRAY_LEN(names); i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -3;
}

static const char *port_of(const void *context, int who)
{
	static const char *const ports[] = { "7000", "40001", NULL, NULL };

	(void)context;
	return ports[who];
}

static bool is_program(const void *context, int who)
{
	(void)context;
	return who == 0 || who == 3;
}

static const char *bound_port_of(const void *context, int who)
{
	(void)context;
	return who == 0 ? "35121" : NULL;
}

static const char *address_of(const void *context, int who)
{
	(void)context;
	(void)who;
	return "127.0.0.1";
}

static struct bytes_expr expr(const char *json)
{
	const struct json_at at = { .key = "test.json" };
	const struct bytes_decoder how = { who_of, is_program, NULL, true };
	struct bytes_expr e = { 0 };
	struct err err;
	cJSON *value = json_parse("test.json", bytes_of(json), &err);

	if (!value || !bytes_expr_decode(&at, value, &how, &e, &err))
		fail_msg("%s: %s", json, err.text);
	cJSON_Delete(value);
	return e;
}

static struct bytes_values values(const char *like)
{
	return (struct bytes_values){ .seed = 41,
		.like = like ? bytes_of(like) : (struct bytes){ 0 },
		.port_of = port_of,
		.address_of = address_of,
		.bound_port_of = bound_port_of };
}

struct match_row {
	const char *want, *like, *got;
	enum match_state state;
	size_t used, first;
};
static const struct match_row match_rows[] = {
	/* a string */
	{ "\"hello\"", NULL, "", MATCH_PART, 0, 0 },
	{ "\"hello\"", NULL, "hel", MATCH_PART, 0, 3 },
	{ "\"hello\"", NULL, "hello", MATCH_WHOLE, 5, 5 },
	{ "\"hello\"", NULL, "hello there", MATCH_WHOLE, 5, 5 },
	{ "\"hello\"", NULL, "help", MATCH_DIFFERENT, 0, 3 },
	{ "\"hello\"", NULL, "x", MATCH_DIFFERENT, 0, 0 },
	/* pieces one after another */
	{ "[\"a\", {\"hex\":\"62\"}, {\"u16\":25443}, \"e\"]", NULL, "abcce", MATCH_WHOLE, 5, 5 },
	{ "[\"a\", {\"hex\":\"62\"}, {\"u16\":25443}, \"e\"]", NULL, "abccf", MATCH_DIFFERENT, 0,
		4 },
	{ "{\"repeat\":\"ab\",\"times\":3}", NULL, "ababab", MATCH_WHOLE, 6, 6 },
	{ "{\"repeat\":\"ab\",\"times\":3}", NULL, "ababa", MATCH_PART, 0, 5 },
	{ "{\"repeat\":\"ab\",\"times\":3}", NULL, "abaab", MATCH_DIFFERENT, 0, 3 },
	{ "[{\"port_of\":\"ana\"}, \" \", {\"address_of\":\"ana\"}]", NULL, "40001 127.0.0.1",
		MATCH_WHOLE, 15, 15 },
	{ "{\"port_of\":\"you\"}", NULL, "7001", MATCH_DIFFERENT, 0, 3 },
	{ "[{\"bound_port_of\":\"you\"}, \"\\n\"]", NULL, "35121\n", MATCH_WHOLE, 6, 6 },
	{ "{\"bound_port_of\":\"you\"}", NULL, "7001", MATCH_DIFFERENT, 0, 0 },
	/* any */
	{ "[\"a\", {\"any\":3}, \"b\"]", NULL, "a", MATCH_PART, 0, 1 },
	{ "[\"a\", {\"any\":3}, \"b\"]", NULL, "axy", MATCH_PART, 0, 3 },
	{ "[\"a\", {\"any\":3}, \"b\"]", NULL, "axyzb", MATCH_WHOLE, 5, 5 },
	{ "[\"a\", {\"any\":3}, \"b\"]", NULL, "axyzc", MATCH_DIFFERENT, 0, 4 },
	/* a line ends with LF or CRLF */
	{ "{\"line\":\"ok\"}", NULL, "ok\n", MATCH_WHOLE, 3, 3 },
	{ "{\"line\":\"ok\"}", NULL, "ok\r\n", MATCH_WHOLE, 4, 4 },
	{ "{\"line\":\"ok\"}", NULL, "ok", MATCH_PART, 0, 2 },
	{ "{\"line\":\"ok\"}", NULL, "ok\r", MATCH_PART, 0, 3 },
	{ "{\"line\":\"ok\"}", NULL, "ok\rx", MATCH_DIFFERENT, 0, 3 },
	{ "{\"line\":\"ok\"}", NULL, "okay\n", MATCH_DIFFERENT, 0, 2 },
	{ "{\"line\":\"\"}", NULL, "\n", MATCH_WHOLE, 1, 1 },
	/* any one line, and no more than one */
	{ "{\"line\":null}", NULL, "what ever", MATCH_PART, 0, 9 },
	{ "{\"line\":null}", NULL, "one\ntwo\n", MATCH_WHOLE, 4, 4 },
	{ "[{\"line\":null}, \"two\"]", NULL, "one\ntwo", MATCH_WHOLE, 7, 7 },
	{ "[{\"line\":null}, \"two\"]", NULL, "one\ntwx", MATCH_DIFFERENT, 0, 6 },
	/* what the reference answered, where it is known */
	{ "{\"like\":\"reference\"}", "HEY", "HEY", MATCH_WHOLE, 3, 3 },
	{ "{\"like\":\"reference\"}", "HEY", "HE", MATCH_PART, 0, 2 },
	{ "{\"like\":\"reference\"}", "HEY", "HEx", MATCH_DIFFERENT, 0, 2 },
	{ "{\"like\":\"reference\"}", "", "x", MATCH_WHOLE, 0, 0 },
	/* and where it is not: everything, until who asks has enough */
	{ "{\"like\":\"reference\"}", NULL, "", MATCH_PART, 0, 0 },
	{ "{\"like\":\"reference\"}", NULL, "anything", MATCH_PART, 0, 8 },
};

static void matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(match_rows); i++) {
		const struct match_row *r = &match_rows[i];
		const struct bytes_values v = values(r->like);
		struct bytes_expr e = expr(r->want);
		struct match m = match_bytes(&e, &v, bytes_of(r->got));

		if (m.state != r->state || (m.state == MATCH_WHOLE && m.used != r->used) ||
			m.first != r->first)
			fail_msg("%s against \"%s\": state %d, used %zu, first %zu", r->want,
				r->got, m.state, m.used, m.first);
		bytes_expr_free(&e);
	}
}

/* Where calls are not seen, any number may be the one. */
static void blind_ones_take_any_number(void **state)
{
	struct bytes_values v = values(NULL);
	struct bytes_expr e = expr("[{\"bound_port_of\":\"rex\"}, \"\\n\"]");

	(void)state;
	assert_int_equal(match_bytes(&e, &v, bytes_of("")).state, MATCH_PART);
	assert_int_equal(match_bytes(&e, &v, bytes_of("40")).state, MATCH_DIFFERENT);
	v.blind = true;
	assert_int_equal(match_bytes(&e, &v, bytes_of("40")).state, MATCH_PART);
	assert_int_equal(match_bytes(&e, &v, bytes_of("40\n")).state, MATCH_WHOLE);
	assert_int_equal(match_bytes(&e, &v, bytes_of("x\n")).state, MATCH_DIFFERENT);
	bytes_expr_free(&e);
}

/* However bytes are cut on their way, the answer at the end is the same, and no early one contradicts it. */
static void grows(void **state)
{
	static const char *const wants[] = {
		"{\"pattern\":300}",
		"[{\"u32\":5}, {\"any\":2}, {\"line\":\"x\"}, {\"repeat\":\"ab\",\"times\":9}]",
		"[{\"line\":null}, {\"line\":null}, \"!\"]",
	};
	static const struct bytes gots[] = {
		{ 0 },
		{ (const uint8_t *)"\0\0\0\5..x\r\nababababababababab", 27 },
		{ (const uint8_t *)"a\n\n!", 4 },
	};
	const struct bytes_values v = values(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wants); i++) {
		AUTO(buf_free) struct buf sent = { 0 };
		struct bytes_expr e = expr(wants[i]);

		if (!bytes_expr_render(&e, &v, &sent))
			buf_add(&sent, gots[i].at, gots[i].len);
		for (size_t n = 0; n <= sent.len; n++) {
			struct bytes some = { (const uint8_t *)sent.data, n };
			struct match m = match_bytes(&e, &v, some);

			assert_int_equal(m.state, n < sent.len ? MATCH_PART : MATCH_WHOLE);
		}
		bytes_expr_free(&e);
	}
}

static void describes(void **state)
{
	static const struct {
		const char *want, *text;
	} rows[] = {
		{ "\"hello\\n\"", "hello\n" },
		{ "[\"a\", {\"any\":4}, \"b\"]", "a<any 4 bytes>b" },
		{ "[{\"any\":1}, {\"line\":null}]", "<any 1 byte><any one line>" },
		{ "{\"like\":\"reference\"}", "<what the reference answers>" },
		{ "[{\"port_of\":\"bob\"}, \":\", {\"port_of\":\"ana\"}]",
			"<the port of bob>:40001" },
		{ "[\"on \", {\"bound_port_of\":\"rex\"}]", "on <the port that rex is bound to>" },
	};
	static struct cast_member cast[] = { { "you" }, { "ana" }, { "bob" }, { "rex" } };
	const struct conversation script = { .cast = cast, .cast_count = ARRAY_LEN(cast) };
	const struct bytes_values v = values(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_free) struct buf out = { 0 };
		struct bytes_expr e = expr(rows[i].want);

		match_describe(&e, &v, &script, &out);
		assert_string_equal(buf_str(&out), rows[i].text);
		bytes_expr_free(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches),
		cmocka_unit_test(blind_ones_take_any_number),
		cmocka_unit_test(grows),
		cmocka_unit_test(describes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
