// SPDX-License-Identifier: MIT
/* What expressions of bytes stand for. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "course/exercise_parts.h"
#include "course/fields.h"

static int who_of(const void *context, const char *name)
{
	(void)context;
	return strcmp(name, "ana") == 0 ? 1 : strcmp(name, "you") == 0 ? 0 : -3;
}

static bool is_program(const void *context, int who)
{
	(void)context;
	return who == 0;
}

static bool expr_of(const char *text, struct bytes_expr *out)
{
	const struct bytes_decoder how = { who_of, is_program, NULL, true };
	struct json_at top = { NULL, "bytes", 0 };
	struct err err;
	AUTO(cjson_freep) cJSON *json = json_parse("bytes", bytes_of(text), &err);
	bool ok = json && bytes_expr_decode(&top, json, &how, out, &err);

	if (!ok)
		fail_msg("%s", err.text);
	return ok;
}

static const char *port_of(const void *context, int who)
{
	(void)context;
	return who == 1 ? "40001" : who == 0 ? "7000" : NULL;
}

static const char *address_of(const void *context, int who)
{
	(void)context;
	(void)who;
	return "127.0.0.1";
}

static const struct bytes_values values = {
	.seed = 41, .port_of = port_of, .address_of = address_of
};

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *json;
	const char *bytes;
	size_t len;
} exact[] = {
	{ "\"\"", BYTES("") },
	{ "\"hel\\nlo\"", BYTES("hel\nlo") },
	{ "\"\\u00e4\"", BYTES("\xc3\xa4") },
	{ "{\"hex\":\"00fFa0\"}", BYTES("\x00\xff\xa0") },
	{ "{\"u8\":255}", BYTES("\xff") },
	{ "{\"u16\":8080}", BYTES("\x1f\x90") },
	{ "{\"u32\":5}", BYTES("\0\0\0\5") },
	{ "{\"u32\":4294967295}", BYTES("\xff\xff\xff\xff") },
	{ "{\"u64\":9007199254740992}", BYTES("\0\x20\0\0\0\0\0\0") },
	{ "{\"repeat\":\"ab\",\"times\":3}", BYTES("ababab") },
	{ "{\"line\":\"end\"}", BYTES("end\n") },
	{ "{\"port_of\":\"ana\"}", BYTES("40001") },
	{ "{\"port_of\":\"you\"}", BYTES("7000") },
	{ "[{\"address_of\":\"ana\"},\":\",{\"port_of\":\"ana\"}]", BYTES("127.0.0.1:40001") },
	{ "[{\"u16\":2},\"a\",{\"hex\":\"00\"}]", BYTES("\0\2a\0") },
};

static void exact_ones_are_rendered(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(exact); i++) {
		AUTO(buf_free) struct buf out = { 0 };
		AUTO(bytes_expr_free) struct bytes_expr e = { 0 };

		expr_of(exact[i].json, &e);
		assert_true(bytes_expr_is_exact(&e));
		buf_add_char(&out, '>');
		assert_true(bytes_expr_render(&e, &values, &out));
		assert_int_equal(out.len, exact[i].len + 1);
		assert_memory_equal(out.data + 1, exact[i].bytes, exact[i].len);
		assert_true(bytes_expr_longest(&e) >= exact[i].len);
	}
}

static void open_ones_leave_the_buffer_alone(void **state)
{
	static const struct {
		const char *json;
		bool is_exact, has_like;
	} rows[] = {
		{ "[\"a\",{\"any\":4}]", false, false },
		{ "[\"a\",{\"line\":null}]", false, false },
		{ "{\"like\":\"reference\"}", true, true },
		{ "[\"port \",{\"bound_port_of\":\"you\"}]", false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_free) struct buf out = { 0 };
		AUTO(bytes_expr_free) struct bytes_expr e = { 0 };

		expr_of(rows[i].json, &e);
		buf_add_str(&out, "before");
		assert_false(bytes_expr_render(&e, &values, &out));
		assert_string_equal(buf_str(&out), "before");
		assert_int_equal(bytes_expr_is_exact(&e), rows[i].is_exact);
		assert_int_equal(bytes_expr_has_like(&e), rows[i].has_like);
	}
}

static void like_is_what_the_reference_said(void **state)
{
	struct bytes_values known = values;
	AUTO(buf_free) struct buf out = { 0 };
	AUTO(bytes_expr_free) struct bytes_expr e = { 0 };

	(void)state;
	known.like = bytes_of("HELLO");
	expr_of("{\"like\":\"reference\"}", &e);
	assert_true(bytes_expr_render(&e, &known, &out));
	assert_string_equal(buf_str(&out), "HELLO");
}

static void render_pattern(size_t len, uint64_t seed, struct buf *out)
{
	struct bytes_values v = { .seed = seed };
	AUTO(bytes_expr_free) struct bytes_expr e = { 0 };
	AUTO(freep) char *json = xasprintf("{\"pattern\":%zu}", len);

	expr_of(json, &e);
	assert_true(bytes_expr_render(&e, &v, out));
	assert_int_equal(out->len, len);
}

static void a_pattern_is_the_seeds(void **state)
{
	AUTO(buf_free) struct buf whole = { 0 };
	AUTO(buf_free) struct buf again = { 0 };
	AUTO(buf_free) struct buf other = { 0 };

	(void)state;
	render_pattern(70000, 41, &whole);
	render_pattern(1000, 41, &again);
	render_pattern(1000, 42, &other);
	assert_memory_equal(whole.data, again.data, 1000); /* a shorter one begins a longer one */
	assert_memory_not_equal(whole.data, other.data, 1000);
	for (size_t i = 0; i < whole.len; i++)
		if (i % 64 == 63)
			assert_int_equal(whole.data[i], '\n');
		else
			assert_true(isalnum((unsigned char)whole.data[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_ones_are_rendered),
		cmocka_unit_test(open_ones_leave_the_buffer_alone),
		cmocka_unit_test(like_is_what_the_reference_said),
		cmocka_unit_test(a_pattern_is_the_seeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
