// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "base/words.h"

/* ---- text */

static const struct {
	const char *bytes;
	size_t len, max;
	const char *quoted;
} quotes[] = {
	{ "hello\n", 6, 0, "\"hello\\n\"" },
	{ "", 0, 0, "\"\"" },
	{ "a\0b", 3, 0, "\"a\\0b\"" },
	{ "a\0001", 3, 0, "\"a\\x001\"" }, /* \01 would read as another byte */
	{ "\033[2J", 4, 0, "\"\\x1b[2J\"" },
	{ "say \"x\\\"", 8, 0, "\"say \\\"x\\\\\\\"\"" },
	{ "gr\xc3\xbc\xc3\x9f", 6, 0, "\"gr\xc3\xbc\xc3\x9f\"" },
	{ "\xc3(", 2, 0, "\"\\xc3(\"" },
	{ "\xe2\x80\xae"
	  "evil",
		7, 0, "\"\\u{202e}evil\"" },		 /* right-to-left override */
	{ "\xc0\xaf", 2, 0, "\"\\xc0\\xaf\"" },		 /* overlong */
	{ "\xed\xa0\x80", 3, 0, "\"\\xed\\xa0\\x80\"" }, /* surrogate */
	{ "abcdef", 6, 3, "\"abc...\" (6 bytes in all)" },
};

static void quotes_are_safe(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(quotes); i++) {
		AUTO(buf_free) struct buf out = { 0 };

		text_quote(&out, (struct bytes){ (const uint8_t *)quotes[i].bytes, quotes[i].len },
			quotes[i].max);
		assert_string_equal(buf_str(&out), quotes[i].quoted);
	}
}

static const struct {
	const char *word, *quoted;
} shell_words[] = {
	{ "tests/wrong/1-echo.c", "tests/wrong/1-echo.c" },
	{ "", "''" },
	{ "my file.c", "'my file.c'" },
	{ "z;echo PWNED;#.c", "'z;echo PWNED;#.c'" },
	{ "it's $(id) `id`", "'it'\\''s $(id) `id`'" },
	{ "~/x", "'~/x'" },
	{ "gr\xc3\xbc\xc3\x9f", "'gr\xc3\xbc\xc3\x9f'" },
	{ "a\nb'\\\033", "$'a\\012b\\'\\\\\\033'" },
	{ "\xff", "$'\\377'" },
};

static void a_shell_takes_words_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(shell_words); i++) {
		AUTO(buf_free) struct buf out = { 0 };

		text_quote_shell(&out, bytes_of(shell_words[i].word));
		assert_string_equal(buf_str(&out), shell_words[i].quoted);
	}
}

static void commands_stay_whole(void **state)
{
	AUTO(buf_free) struct buf out = { 0 };

	(void)state;
	text_wrap_command(&out, "See it:", "run 'a b'", 19, "  ");
	text_wrap_command(&out, "See it:", "run 'a b'", 18, "  ");
	text_wrap_command(&out, "See it now:", "run 'a b'", 12, "  ");
	assert_string_equal(buf_str(&out), "  See it: run 'a b'\n"
					   "  See it:\n  run 'a b'\n"
					   "  See it\n  now:\n  run 'a b'\n");
}

static void safe_text_has_no_controls(void **state)
{
	AUTO(buf_free) struct buf out = { 0 };
	AUTO(buf_free) struct buf line = { 0 };
	uint8_t all[256];

	(void)state;
	for (int i = 0; i < 256; i++)
		all[i] = i;
	text_safe(&out, (struct bytes){ all, sizeof all });
	for (size_t i = 0; i < out.len; i++)
		assert_true((uint8_t)out.data[i] >= ' ' || strchr("\n\t", out.data[i]));
	text_safe_line(&line, (struct bytes){ all, sizeof all });
	for (size_t i = 0; i < line.len; i++)
		assert_true((uint8_t)line.data[i] >= ' ' && (uint8_t)line.data[i] < 0x7f);
}

static const struct {
	const char *in;
	size_t columns;
	const char *indent, *out;
} wraps[] = {
	{ "one two three four", 8, "", "one two\nthree\nfour\n" },
	{ "one two", 80, "  ", "  one two\n" },
	{ "incomprehensibilities", 5, "", "incomprehensibilities\n" },
	{ "a\nb", 80, "", "a\nb\n" },
	{ "", 80, "", "" },
	{ "a  b", 80, "", "a b\n" },
};

static void paragraphs_wrap(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wraps); i++) {
		AUTO(buf_free) struct buf out = { 0 };

		text_wrap(&out, wraps[i].in, wraps[i].columns, wraps[i].indent);
		assert_string_equal(buf_str(&out), wraps[i].out);
	}
}

/* ---- words */

static void nearest_word_is_offered(void **state)
{
	static const char *const verbs[] = { "sends", "gets", "connects", "closes", "resets" };

	(void)state;
	assert_string_equal(words_nearest("sendz", verbs, ARRAY_LEN(verbs)), "sends");
	assert_string_equal(words_nearest("conects", verbs, ARRAY_LEN(verbs)), "connects");
	assert_string_equal(words_nearest("Gets", verbs, ARRAY_LEN(verbs)), "gets");
	assert_null(words_nearest("bob", (const char *const[]){ "you", "ana" }, 2));
	assert_null(words_nearest("xylophone", verbs, ARRAY_LEN(verbs)));
	assert_int_equal(words_distance("ab", "ba"), 1);
	assert_int_equal(words_distance("", "abc"), 3);
}

/* ---- JSON */

struct thing {
	char *name;
	char **tags;
	int64_t size;
	bool loud;
};
static const struct json_field thing_fields[] = {
	{ "name", JSON_STRING, offsetof(struct thing, name), .required = true },
	{ "tags", JSON_STRINGS, offsetof(struct thing, tags) },
	{ "size", JSON_INT, offsetof(struct thing, size), .min = 1, .max = 9, .fallback = 5 },
	{ "loud", JSON_BOOL, offsetof(struct thing, loud) },
};

static bool read_thing(const char *text, struct thing *out, struct err *err)
{
	const struct json_at top = { NULL, "t.json", 0 };
	cJSON *value = json_parse("t.json", bytes_of(text), err);
	bool ok = value &&
		  json_decode(&top, value, thing_fields, ARRAY_LEN(thing_fields), out, NULL, err);

	cJSON_Delete(value);
	return ok;
}

static const struct {
	const char *json, *refusal;
} refusals[] = {
	{ "{\"name\":\"a\",\"size\":0}", "t.json: /size: 0 is out of range: from 1 to 9" },
	{ "{\"name\":\"a\",\"size\":1.5}", "t.json: /size: this should be a whole number" },
	{ "{\"name\":\"a\",\"size\":1e999}", "t.json: /size: this should be a whole number" },
	{ "{\"name\":7}", "t.json: /name: this should be a string" },
	{ "{\"name\":\"a\",\"tags\":[\"x\",2]}", "t.json: /tags/1: this should be a string" },
	{ "{\"nmae\":\"a\"}", "t.json: unknown key \"nmae\" (did you mean \"name\"?)" },
	{ "{\"name\":\"a\",\"name\":\"b\"}", "t.json: /name: this key is here twice" },
	{ "{}", "t.json: \"name\" is missing" },
	{ "[]", "t.json: this should be an object: { ... }" },
	{ "{\"name\":\"a\",\"loud\":1}", "t.json: /loud: this should be true or false" },
	{ "{\n \"name\": \"a\",\n oops }", "t.json:3:2: this is not JSON near \"oops }\"" },
	{ "{\"name\":\"a\"",
		"t.json:1: the file ends too early (a bracket or quote is not closed)" },
	{ "{\"name\":\"a\",}",
		"t.json:1:13: this is not JSON near \"}\" (the comma before it is one too many)" },
	{ "{\"name\":\"a\"\n\"b\":1}", "t.json:2:1: this is not JSON near \"\\\"b\\\":1}\" (a "
				       "comma is missing before it)" },
	{ "{\"name\":\"a\" // so\n}",
		"t.json:1:13: this is not JSON near \"// so\\n}\" (JSON has no comments)" },
	{ "[1,[2]", "t.json:1: the file ends too early (a bracket or quote is not closed)" },
	{ "{\"name\":\"a\\u0000b\"}", "t.json: \"\\u0000\" cannot stand in a string here; bytes "
				      "that are not text are written as { \"hex\": \"00\" }" },
	{ "", "t.json:1: the file ends too early (a bracket or quote is not closed)" },
};

static void json_is_refused_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct thing t = { 0 };
		struct err err = { "" };

		assert_false(read_thing(refusals[i].json, &t, &err));
		if (strstr(refusals[i].json,
			    "1e999")) /* some JSON readers make it infinite, some the largest */
			assert_non_null(strstr(err.text, "t.json: /size: "));
		else
			assert_string_equal(err.text, refusals[i].refusal);
		free(t.name);
		strv_free(t.tags);
	}
}

static void json_fills_a_struct(void **state)
{
	struct thing t = { 0 };
	struct err err = { "" };

	(void)state;
	assert_true(read_thing("{\"name\":\"a\",\"tags\":[\"x\",\"y\"],\"loud\":true}", &t, &err));
	assert_string_equal(t.name, "a");
	assert_int_equal(strv_len(t.tags), 2);
	assert_int_equal(t.size, 5);
	assert_true(t.loud);
	free(t.name);
	strv_free(t.tags);
}

static void deep_json_is_refused(void **state)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct err err = { "" };

	(void)state;
	buf_pad(&text, '[', 100000);
	assert_null(json_parse("deep.json", buf_bytes(&text), &err));
	assert_non_null(strstr(err.text, "deep.json: nested deeper than"));
}

/* ---- files */

static char folder[] = "/tmp/socklings-base-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
	struct err err;

	(void)state;
	return file_remove_tree(folder, &err) ? 0 : -1;
}

static void odd_files_are_refused(void **state)
{
	AUTO(freep) char *fifo = path_join(folder, "fifo");
	AUTO(freep) char *link = path_join(folder, "link");
	AUTO(freep) char *big = path_join(folder, "big");
	AUTO(buf_free) struct buf out = { 0 };
	struct err err = { "" };

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_false(file_read(fifo, 100, 0, &out, &err));
	assert_non_null(strstr(err.text, "a named pipe (FIFO), not a regular file"));
	assert_int_equal(symlink("big", link), 0);
	assert_true(file_write(big, bytes_of("0123456789"), &err));
	assert_false(file_read(link, 100, FILE_NO_LINKS, &out, &err));
	assert_non_null(strstr(err.text, "symbolic link"));
	assert_true(file_read(link, 100, 0, &out, &err));
	assert_string_equal(buf_str(&out), "0123456789");
	assert_false(file_read(big, 9, 0, &out, &err));
	assert_non_null(strstr(err.text, "too large: 10 bytes"));
	assert_false(file_read(folder, 9, 0, &out, &err));
	assert_non_null(strstr(err.text, "a folder, not a regular file"));
}

static void folders_are_made_and_removed(void **state)
{
	AUTO(freep) char *deep = path_join(folder, "a/b/c");
	AUTO(freep) char *top = path_join(folder, "a");
	AUTO(freep) char *out = path_join(folder, "a/b/out");
	struct err err = { "" };

	(void)state;
	assert_true(file_make_dirs(deep, &err));
	assert_true(file_make_dirs(deep, &err));
	assert_true(file_is_dir(deep));
	assert_int_equal(symlink("/etc", out), 0);
	assert_true(file_remove_tree(top, &err));
	assert_false(file_exists(top));
	assert_true(file_exists("/etc"));
}

static void paths_join(void **state)
{
	(void)state;
	AUTO(freep) char *a = path_join("x", "y");
	AUTO(freep) char *b = path_join("x/", "y");
	AUTO(freep) char *c = path_join("x", "/y");
	AUTO(freep) char *d = path_dir("a/b/c.c");
	AUTO(freep) char *e = path_dir("c.c");
	AUTO(freep) char *f = path_dir("/c.c");

	assert_string_equal(a, "x/y");
	assert_string_equal(b, "x/y");
	assert_string_equal(c, "/y");
	assert_string_equal(d, "a/b");
	assert_string_equal(e, ".");
	assert_string_equal(f, "/");
	assert_string_equal(path_base("a/b/c.c"), "c.c");
}

/* ---- hashes and dice */

static void hashes_are_sha256(void **state)
{
	char hex[65];

	(void)state;
	hash_bytes(bytes_of("abc"), hex);
	assert_string_equal(
		hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_bytes(bytes_of(""), hex);
	assert_string_equal(
		hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void parts_of_a_hash_do_not_run_together(void **state)
{
	char one[65], other[65];
	struct hash *h = hash_new();

	(void)state;
	hash_add_str(h, "ab");
	hash_add_str(h, "c");
	hash_end(h, one);
	h = hash_new();
	hash_add_str(h, "a");
	hash_add_str(h, "bc");
	hash_end(h, other);
	assert_string_not_equal(one, other);
}

static void dice_repeat(void **state)
{
	struct dice a = dice_from(41, "split"), b = dice_from(41, "split"),
		    c = dice_from(41, "port");

	(void)state;
	for (int i = 0; i < 1000; i++) {
		uint32_t drawn = dice_below(&a, 6);

		assert_int_equal(drawn, dice_below(&b, 6));
		assert_true(drawn < 6);
	}
	assert_int_not_equal(dice_next(&a), dice_next(&c));
	assert_in_range(dice_new_seed(), 1, 999999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_are_safe),
		cmocka_unit_test(a_shell_takes_words_whole),
		cmocka_unit_test(commands_stay_whole),
		cmocka_unit_test(safe_text_has_no_controls),
		cmocka_unit_test(paragraphs_wrap),
		cmocka_unit_test(nearest_word_is_offered),
		cmocka_unit_test(json_is_refused_in_words),
		cmocka_unit_test(json_fills_a_struct),
		cmocka_unit_test(deep_json_is_refused),
		cmocka_unit_test_setup_teardown(odd_files_are_refused, make_folder, NULL),
		cmocka_unit_test_setup_teardown(folders_are_made_and_removed, NULL, drop_folder),
		cmocka_unit_test(paths_join),
		cmocka_unit_test(hashes_are_sha256),
		cmocka_unit_test(parts_of_a_hash_do_not_run_together),
		cmocka_unit_test(dice_repeat),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
