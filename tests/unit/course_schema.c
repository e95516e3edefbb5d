// SPDX-License-Identifier: MIT
/* The schemas for editors offer exactly what the loader takes: every key, every word of a list, and what is required. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "course/exercise_parts.h"
#include "course/fields.h"
#include "course/names.h"

enum { SCHEMA_MAX = 1 << 20 };

struct schemas {
	cJSON *exercise, *lesson;
};

static cJSON *load(const char *path)
{
	struct err err;
	cJSON *json = json_load(path, SCHEMA_MAX, &err);

	if (!json)
		fail_msg("%s", err.text);
	return json;
}

static int open_schemas(void **state)
{
	struct schemas *s = xcalloc(1, sizeof *s);

	s->exercise = load("lessons/schema/exercise.schema.json");
	s->lesson = load("lessons/schema/lesson.schema.json");
	*state = s;
	return 0;
}

static int close_schemas(void **state)
{
	struct schemas *s = *state;

	cJSON_Delete(s->exercise);
	cJSON_Delete(s->lesson);
	freep(state);
	return 0;
}

static const cJSON *member(const cJSON *object, const char *key)
{
	const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, key);

	if (!found)
		fail_msg("the schema has no \"%s\"", key);
	return found;
}

/* "a/b/c" from the top of a schema. */
static const cJSON *at(const cJSON *top, const char *path)
{
	AUTO(freep) char *copy = xstrdup(path);
	char *rest = copy;

	for (char *key; (key = strsep(&rest, "/"));)
		top = member(top, key);
	return top;
}

static bool lists(const cJSON *list, const char *word)
{
	if (!list)
		return false;
	json_each (item, list)
		if (cJSON_IsString(item) && strcmp(item->valuestring, word) == 0)
			return true;
	return false;
}

/* The same words, in any order. */
static void same_words(const char *what, const cJSON *list, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!lists(list, words[i]))
			fail_msg("%s: the schema lacks \"%s\"", what, words[i]);
	if (cJSON_GetArraySize(list) != (int)count)
		fail_msg("%s: the schema has words that the loader refuses", what);
}

/* ---- keys */

static void keys_are_rows(const cJSON *object, const struct fields *f)
{
	const cJSON *properties = member(object, "properties");
	const cJSON *required = cJSON_GetObjectItemCaseSensitive(object, "required");
	int demanded = 0;

	assert_true(cJSON_IsFalse(member(object, "additionalProperties")));
	for (size_t i = 0; i < f->count; i++) {
		const char *key = f->rows[i].key;

		if (!cJSON_GetObjectItemCaseSensitive(properties, key))
			fail_msg("%s: the schema lacks the key \"%s\"", f->of, key);
		if (lists(required, key) != f->rows[i].required)
			fail_msg("%s: \"%s\" is required by one of schema and loader only", f->of,
				key);
		demanded += f->rows[i].required;
	}
	assert_int_equal(cJSON_GetArraySize(properties), f->count);
	assert_int_equal(required ? cJSON_GetArraySize(required) : 0, demanded);
}

static const struct {
	const char *of, *path;
} places[] = {
	{ "program", "$defs/program" },
	{ "conversation", "$defs/conversation" },
	{ "cast", "$defs/cast" },
	{ "call", "$defs/callObject" },
	{ "holds", "$defs/holds" },
};

static const cJSON *place_of(const cJSON *schema, const char *of)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (strcmp(places[i].of, of) == 0)
			return at(schema, places[i].path);
	return schema; /* the file itself */
}

static void every_key_is_a_row(void **state)
{
	const struct schemas *s = *state;

	for (size_t i = 0; i < script_fields_count; i++)
		keys_are_rows(place_of(s->exercise, script_fields[i]->of), script_fields[i]);
	for (size_t i = 0; i < exercise_fields_count; i++)
		keys_are_rows(place_of(s->exercise, exercise_fields[i]->of), exercise_fields[i]);
	for (size_t i = 0; i < lesson_fields_count; i++)
		keys_are_rows(s->lesson, lesson_fields[i]);
}

static void every_piece_is_there(void **state)
{
	const struct schemas *s = *state;
	const cJSON *properties = at(s->exercise, "$defs/piece/properties");
	const char *keys[PIECE_KEYS_MAX];
	size_t count = piece_keys(keys);

	for (size_t i = 0; i < count; i++)
		member(properties, keys[i]);
	assert_int_equal(cJSON_GetArraySize(properties), count);
}

static void every_verb_is_there(void **state)
{
	const struct schemas *s = *state;
	const cJSON *properties = at(s->exercise, "$defs/verb/properties");
	const cJSON *bare = at(s->exercise, "$defs/bareVerb/enum");
	const char *modifiers[MODIFIERS_MAX];
	size_t keys = 0;
	const char *seen[VERBS * MODIFIERS_MAX];

	for (int v = 0; v < VERBS; v++) {
		member(properties, verb_names[v]);
		assert_int_equal(lists(bare, verb_names[v]), verb_is_bare(v));
		for (size_t n = verb_modifiers(v, modifiers); n-- > 0;) {
			size_t i = 0;

			member(properties, modifiers[n]);
			while (i < keys && strcmp(seen[i], modifiers[n]) != 0)
				i++;
			if (i == keys)
				seen[keys++] = modifiers[n];
		}
	}
	assert_int_equal(cJSON_GetArraySize(properties), VERBS + keys);
}

/* ---- words */

static void every_word_is_there(void **state)
{
	const struct schemas *s = *state;
	const struct {
		const char *path;
		const char *const *words;
		size_t count;
	} sets[] = {
		{ "$defs/kind/enum", cast_kind_names, CAST_KINDS },
		{ "$defs/verb/properties/sees/enum", sight_names, SEES_COUNT },
		{ "$defs/conversation/properties/deliveries/items/enum", delivery_names,
			DELIVERIES },
		{ "$defs/conversation/properties/storms/items/enum", storm_names, STORMS },
	};

	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		same_words(
			sets[i].path, at(s->exercise, sets[i].path), sets[i].words, sets[i].count);
}

static void every_name_is_there(void **state)
{
	static const char *const paths[NAMES_OF] = {
		[NAMES_SIGNAL] = "$defs/signal/enum",
		[NAMES_ERRNO] = "$defs/callObject/properties/error/enum",
		[NAMES_LEVEL] = "$defs/callObject/properties/level/enum",
		[NAMES_OPTION] = "$defs/callObject/properties/option/enum",
		[NAMES_STATE] = "$defs/holds/properties/state/enum",
		[NAMES_DOMAIN] = "$defs/callObject/properties/domain/enum",
		[NAMES_TYPE] = "$defs/callObject/properties/type/enum",
	};
	const struct schemas *s = *state;

	for (int of = 0; of < NAMES_OF; of++) {
		const char *words[128];
		size_t n = 0;

		while (n < ARRAY_LEN(words) && names_at(of, n)) {
			words[n] = names_at(of, n);
			n++;
		}
		same_words(paths[of], at(s->exercise, paths[of]), words, n);
	}
}

/* A number's bounds and default in the schema are the row's. */
static void every_number_has_its_bounds(void **state)
{
	const struct schemas *s = *state;
	const struct fields *all[16];
	size_t n = 0;

	for (size_t i = 0; i < script_fields_count; i++)
		all[n++] = script_fields[i];
	for (size_t i = 0; i < exercise_fields_count; i++)
		all[n++] = exercise_fields[i];
	for (size_t i = 0; i < n; i++) {
		const cJSON *properties = member(place_of(s->exercise, all[i]->of), "properties");

		for (size_t j = 0; j < all[i]->count; j++) {
			const struct json_field *row = &all[i]->rows[j];
			const cJSON *property = member(properties, row->key);

			if (row->type != JSON_INT)
				continue;
			assert_int_equal(member(property, "minimum")->valueint, row->min);
			assert_int_equal(member(property, "maximum")->valueint, row->max);
			if (row->fallback > 0)
				assert_int_equal(
					member(property, "default")->valueint, row->fallback);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_a_row),
		cmocka_unit_test(every_piece_is_there),
		cmocka_unit_test(every_verb_is_there),
		cmocka_unit_test(every_word_is_there),
		cmocka_unit_test(every_name_is_there),
		cmocka_unit_test(every_number_has_its_bounds),
	};

	return cmocka_run_group_tests(tests, open_schemas, close_schemas);
}
