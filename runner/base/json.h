// SPDX-License-Identifier: MIT
/* json.h
 * JSON by rows. cJSON parses; one decoder fills plain structs from tables of fields and refuses what no row
 * names, wrong types, numbers out of range, missing and doubled keys. Every refusal names the file and the JSON path
 * (and the line, for a syntax error), and offers the nearest right word.
 */
#pragma once
#include <cjson/cJSON.h>
#include "base/err.h"

/* Where a value stands: a chain from the value up to its file, on the callers' stacks. */
struct json_at {
	const struct json_at *up; /* NULL at the file itself */
	const char *key; /* file name at the top; a key otherwise, or NULL for an element */
	int index;	 /* of an element */
};

enum json_type {
	JSON_STRING,  /* char *, owned, by free() */
	JSON_STRINGS, /* char **, NULL-terminated, by strv_free() */
	JSON_INT,     /* int64_t, min..max */
	JSON_BOOL,    /* bool */
	JSON_CUSTOM,  /* by .decode */
};

struct json_field {
	const char *key;
	enum json_type type;
	size_t offset;
	bool required;
	int64_t min, max, fallback; /* JSON_INT: fallback is stored where the key is missing */
	/* JSON_CUSTOM: fills *place (of the struct at offset) from value. `context` as given to json_decode(). */
	bool (*decode)(const struct json_at *at, const cJSON *value, void *place, void *context,
		struct err *err);
};

/* Reads and parses a file: refuses more than `max` bytes, depth over 32, duplicate keys, text after the end.
 * Owned by the caller: cJSON_Delete(). */
cJSON *json_load(const char *path, size_t max, struct err *err);
/* The same of bytes already there; `name` is used in refusals. */
cJSON *json_parse(const char *name, struct bytes text, struct err *err);

/* Fills `out` from the object. On failure what was already filled is left for the caller's _free(). */
bool json_decode(const struct json_at *at, const cJSON *object, const struct json_field *rows,
	size_t count, void *out, void *context, struct err *err);

/* Says what is wrong at a place: "lessons/x.json: /conversations/0/script/2: ...". Returns false. */
bool json_refuse(const struct json_at *at, struct err *err, const char *fmt, ...) PRINTF(3, 4);
/* Refuses a word that is not in the list, with the nearest that is. */
bool json_refuse_word(const struct json_at *at, struct err *err, const char *what, const char *word,
	const char *const *words, size_t count);

/* Index of the string value in `words`, or -1 after refusing. */
int json_word(const struct json_at *at, const cJSON *value, const char *what,
	const char *const *words, size_t count, struct err *err);

/* Loops over the elements (or members) of a value. */
#define json_each(item, parent) for (const cJSON *item = (parent)->child; item; item = item->next)
