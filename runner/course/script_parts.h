// SPDX-License-Identifier: MIT
/* script_parts.h
 * What the files that read a script share, and nobody else needs: script_decode.c reads the shape of a conversation,
 * script_verbs.c a step, script_order.c sees whether each step can follow those before it.
 */
#pragma once
#include "course/fields.h"

/* -3 (WHO_ANYBODY) where nobody has that name; 0 is `you`, also in a cast that has no use for it. */
int cast_find(const struct conversation *c, const char *name);
/* Borrowed. */
const char *cast_name(const struct conversation *c, int who);
/* "ana, a client": for a refusal. */
void cast_describe(const struct conversation *c, int who, struct buf *out);
/* Refuses a name that nobody in the cast has, with the nearest that somebody has. */
bool cast_refuse_name(
	const struct conversation *c, const struct json_at *at, const char *name, struct err *err);

/* Reads one element of "script"; the cast is already there. */
bool step_decode(const struct json_at *at, const cJSON *value, const struct conversation *c,
	struct step *out, struct err *err);

/* The calls and facts of a program; what was not said stays "any". */
bool call_decode(
	const struct json_at *at, const cJSON *value, struct call_spec *out, struct err *err);
bool holds_decode(
	const struct json_at *at, const cJSON *value, struct holds_spec *out, struct err *err);
extern const struct fields call_fields, holds_fields;

/* Refuses the first step that cannot follow those before it. `at` is the script's place. */
bool script_order(const struct json_at *at, const struct conversation *c, struct err *err);

/* Arguments of a program: every {place} in them must be one that a run can fill in. `c` may be NULL: no cast is known. */
bool args_check(
	const struct json_at *at, char *const *args, const struct conversation *c, struct err *err);

/* A whole number in a range. */
bool whole_decode(const struct json_at *at, const cJSON *value, int64_t min, int64_t max,
	int64_t *out, struct err *err);
bool strings_decode(const struct json_at *at, const cJSON *value, char ***out, struct err *err);
