// SPDX-License-Identifier: MIT
/* fields.h
 * The rows by which a course's JSON is read, for those who describe it to others: the schemas for editors are compared
 * with these tables, so that what an editor offers is what the loader takes.
 */
#pragma once
#include "base/json.h"
#include "course/script.h"

struct fields {
	const char *
		of; /* "exercise", "conversation", "call", ...: the name of its place in the schema */
	const struct json_field *rows;
	size_t count;
};

extern const struct fields *const script_fields[]; /* conversation, cast, call, holds */
extern const size_t script_fields_count;
extern const struct fields *const exercise_fields[]; /* exercise, program */
extern const size_t exercise_fields_count;
extern const struct fields *const lesson_fields[]; /* lesson */
extern const size_t lesson_fields_count;

/* Keys of a piece of bytes; returns how many. */
enum { PIECE_KEYS_MAX = 16 };
size_t piece_keys(const char *keys[PIECE_KEYS_MAX]);

/* Modifiers that may stand beside a verb ("to", "from", "on", "args"); returns how many. */
enum { MODIFIERS_MAX = 8 };
size_t verb_modifiers(enum verb v, const char *keys[MODIFIERS_MAX]);
/* The verb may stand alone, as a string. */
bool verb_is_bare(enum verb v);

/* Bytes that an expression stands for, at most; of `like` nothing is known. */
size_t bytes_expr_longest(const struct bytes_expr *e);
