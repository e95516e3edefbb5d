// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/words.h"

enum { DEEPEST = 32 };

static void add_path(struct buf *out, const struct json_at *at)
{
	if (!at->up) {
		text_safe_line(out, bytes_of(at->key));
		buf_add_str(out, ": ");
		return;
	}
	add_path(out, at->up);
	buf_add_char(out, '/');
	if (at->key)
		text_safe_line(out, bytes_of(at->key));
	else
		buf_addf(out, "%d", at->index);
}

bool json_refuse(const struct json_at *at, struct err *err, const char *fmt, ...)
{
	AUTO(buf_free) struct buf where = { 0 };
	char what[512];
	va_list args;

	add_path(&where, at);
	va_start(args, fmt);
	vsnprintf(what, sizeof what, fmt, args);
	va_end(args);
	return err_set(err, "%s%s%s", buf_str(&where), at->up ? ": " : "", what);
}

bool json_refuse_word(const struct json_at *at, struct err *err, const char *what, const char *word,
	const char *const *words, size_t count)
{
	const char *near = words_nearest(word, words, count);
	AUTO(buf_free) struct buf shown = { 0 };
	AUTO(buf_free) struct buf known = { 0 };

	text_quote(&shown, bytes_of(word), 40);
	if (near)
		return json_refuse(at, err, "unknown %s %s (did you mean \"%s\"?)", what,
			buf_str(&shown), near);
	for (size_t i = 0; i < count && known.len < 240; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", words[i]);
	return json_refuse(
		at, err, "unknown %s %s (known: %s)", what, buf_str(&shown), buf_str(&known));
}

int json_word(const struct json_at *at, const cJSON *value, const char *what,
	const char *const *words, size_t count, struct err *err)
{
	if (!cJSON_IsString(value)) {
		json_refuse(at, err, "this should be a string naming a %s", what);
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (!strcmp(value->valuestring, words[i]))
			return i;
	json_refuse_word(at, err, what, value->valuestring, words, count);
	return -1;
}

/* ---- parsing */

static bool too_deep(struct bytes text, struct err *err, const char *name)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{') && ++depth > DEEPEST)
			return !err_set(err, "%s: nested deeper than %d levels", name, DEEPEST);
		else if (!quoted && (c == ']' || c == '}'))
			depth--;
	}
	return false;
}

/* cJSON would end the string there without a word. */
static bool has_nul_escape(struct bytes text)
{
	for (size_t i = 0; i + 5 < text.len; i++)
		if (text.at[i] == '\\') {
			if (!memcmp(text.at + i, "\\u0000", 6))
				return true;
			i++; /* what is escaped begins no escape */
		}
	return false;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A key that the object has more than once, NULL: none. Sorted, for an object may have very many. */
static const char *doubled_in(const cJSON *object)
{
	size_t n = 0, count = cJSON_GetArraySize(object);
	AUTO(freep) const char **keys = xcalloc(count, sizeof *keys);

	json_each (child, object)
		keys[n++] = child->string;
	qsort(keys, n, sizeof *keys, by_text);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(keys[i - 1], keys[i]))
			return keys[i];
	return NULL;
}

static bool doubled_key(const struct json_at *at, const cJSON *value, struct err *err)
{
	const char *key = cJSON_IsObject(value) ? doubled_in(value) : NULL;
	int index = 0;

	if (key)
		return !json_refuse(&(struct json_at){ at, key, 0 }, err, "this key is here twice");
	json_each (child, value) {
		struct json_at here = { at, child->string, index++ };

		if (doubled_key(&here, child, err))
			return true;
	}
	return false;
}

/* "[1,]": a comma with nothing after it. */
static bool ends_after_comma(struct bytes text)
{
	size_t i = text.len;

	if (i < 2 || !strchr("]}", text.at[--i]))
		return false;
	while (i > 0 && strchr(" \t\r\n", text.at[i - 1]))
		i--;
	return i > 0 && text.at[i - 1] == ',';
}

/* The slips of everybody who writes JSON by hand, told by what stands there and by what stands before it. */
static const char *usual_slip(struct bytes text, size_t at)
{
	static const struct {
		const char *here, *before; /* before: one of these; NULL: whatever */
		const char *told;
	} slips[] = {
		{ "//", NULL, " (JSON has no comments)" },
		{ "/*", NULL, " (JSON has no comments)" },
		{ "#", NULL, " (JSON has no comments)" },
		{ "'", NULL, " (JSON's quotes are \")" },
		{ "\u201c", NULL, " (JSON's quotes are straight: \")" },
		{ "\u201d", NULL, " (JSON's quotes are straight: \")" },
		{ "]", ",", " (the comma before it is one too many)" },
		{ "}", ",", " (the comma before it is one too many)" },
		{ "\"", "\"}]0123456789el", " (a comma is missing before it)" },
		{ "{", "\"}]0123456789el", " (a comma is missing before it)" },
	};
	size_t last = at;

	while (last > 0 && strchr(" \t\r\n", text.at[last - 1]))
		last--;
	for (size_t i = 0; i < ARRAY_LEN(slips); i++) {
		size_t len = strlen(slips[i].here);

		if (text.len - at >= len && memcmp(text.at + at, slips[i].here, len) == 0 &&
			(!slips[i].before ||
				(last > 0 && strchr(slips[i].before, text.at[last - 1]))))
			return slips[i].told;
	}
	return "";
}

static void refuse_syntax(const char *name, struct bytes text, const char *stop, struct err *err)
{
	size_t at = stop ? (size_t)(stop - (const char *)text.at) : 0;
	size_t line = 1, column = 1;
	AUTO(buf_free) struct buf near = { 0 };

	/* it may also have gone one too far, over the bracket that follows a comma */
	if (at >= text.len && ends_after_comma(text))
		at = text.len - 1;
	/* cJSON may stop inside a word: show the whole of it */
	while (at > 0 && at < text.len && !strchr(" \t\r\n,:[]{}\"", text.at[at - 1]))
		at--;
	for (size_t i = 0; i < at && i < text.len; i++) {
		column = text.at[i] == '\n' ? 1 : column + 1;
		line += text.at[i] == '\n';
	}
	if (at >= text.len) {
		err_set(err, "%s:%zu: the file ends too early (a bracket or quote is not closed)",
			name, line);
		return;
	}
	text_quote(&near, (struct bytes){ text.at + at, min_size(text.len - at, 20) }, 20);
	err_set(err, "%s:%zu:%zu: this is not JSON near %s%s", name, line, column, buf_str(&near),
		usual_slip(text, at));
}

cJSON *json_parse(const char *name, struct bytes text, struct err *err)
{
	const struct json_at top = { NULL, name, 0 };
	const char *stop = NULL;
	cJSON *value;

	if (text.len && memchr(text.at, '\0', text.len)) {
		err_set(err, "%s: there is a NUL byte in it: this is not JSON", name);
		return NULL;
	}
	if (has_nul_escape(text)) {
		err_set(err,
			"%s: \"\\u0000\" cannot stand in a string here; bytes that are not text "
			"are written as { \"hex\": \"00\" }",
			name);
		return NULL;
	}
	if (too_deep(text, err, name))
		return NULL;
	AUTO(freep) char *copy = xstrndup(text.len ? (const char *)text.at : "", text.len);
	value = cJSON_ParseWithLengthOpts(copy, text.len + 1, &stop, true);
	if (!value) {
		size_t offset = stop ? (size_t)(stop - copy) : text.len;

		refuse_syntax(name, text, (const char *)text.at + min_size(offset, text.len), err);
		return NULL;
	}
	if (doubled_key(&top, value, err)) {
		cJSON_Delete(value);
		return NULL;
	}
	return value;
}

cJSON *json_load(const char *path, size_t max, struct err *err)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (!file_read(path, max, 0, &text, err))
		return NULL;
	return json_parse(path, buf_bytes(&text), err);
}

/* ---- decoding by rows */

static bool take_string(const struct json_at *at, const cJSON *value, char **place, struct err *err)
{
	if (!cJSON_IsString(value))
		return json_refuse(at, err, "this should be a string");
	free(*place);
	*place = xstrdup(value->valuestring);
	return true;
}

static bool take_strings(
	const struct json_at *at, const cJSON *value, char ***place, struct err *err)
{
	size_t n = 0;

	if (!cJSON_IsArray(value))
		return json_refuse(at, err, "this should be a list of strings");
	strv_free(*place);
	*place = xcalloc(cJSON_GetArraySize(value) + 1, sizeof **place);
	json_each (child, value) {
		struct json_at here = { at, NULL, n };

		if (!take_string(&here, child, &(*place)[n++], err))
			return false;
	}
	return true;
}

static bool take_int(const struct json_at *at, const cJSON *value, const struct json_field *row,
	int64_t *place, struct err *err)
{
	double d = value->valuedouble;

	if (!cJSON_IsNumber(value) || isnan(d) || d != floor(d))
		return json_refuse(at, err, "this should be a whole number");
	if (d < row->min || d > row->max)
		return json_refuse(at, err, "%.0f is out of range: from %lld to %lld", d,
			(long long)row->min, (long long)row->max);
	*place = d;
	return true;
}

static bool take_bool(const struct json_at *at, const cJSON *value, bool *place, struct err *err)
{
	if (!cJSON_IsBool(value))
		return json_refuse(at, err, "this should be true or false");
	*place = cJSON_IsTrue(value);
	return true;
}

static bool take(const struct json_at *at, const cJSON *value, const struct json_field *row,
	void *out, void *context, struct err *err)
{
	void *place = (char *)out + row->offset;

	switch (row->type) {
	case JSON_STRING: return take_string(at, value, place, err);
	case JSON_STRINGS: return take_strings(at, value, place, err);
	case JSON_INT: return take_int(at, value, row, place, err);
	case JSON_BOOL: return take_bool(at, value, place, err);
	case JSON_CUSTOM: return row->decode(at, value, place, context, err);
	}
	return false;
}

static bool refuse_key(const struct json_at *at, const struct json_field *rows, size_t count,
	const char *key, struct err *err)
{
	AUTO(freep) const char **words = xcalloc(count, sizeof *words);

	for (size_t i = 0; i < count; i++)
		words[i] = rows[i].key;
	return json_refuse_word(at, err, "key", key, words, count);
}

bool json_decode(const struct json_at *at, const cJSON *object, const struct json_field *rows,
	size_t count, void *out, void *context, struct err *err)
{
	if (!cJSON_IsObject(object))
		return json_refuse(at, err, "this should be an object: { ... }");
	for (size_t i = 0; i < count; i++)
		if (rows[i].type == JSON_INT)
			*(int64_t *)((char *)out + rows[i].offset) = rows[i].fallback;
	json_each (child, object) {
		struct json_at here = { at, child->string, 0 };
		size_t i = 0;

		while (i < count && strcmp(rows[i].key, child->string) != 0)
			i++;
		if (i == count)
			return refuse_key(at, rows, count, child->string, err);
		if (!take(&here, child, &rows[i], out, context, err))
			return false;
	}
	for (size_t i = 0; i < count; i++)
		if (rows[i].required && !cJSON_GetObjectItemCaseSensitive(object, rows[i].key))
			return json_refuse(at, err, "\"%s\" is missing", rows[i].key);
	return true;
}
