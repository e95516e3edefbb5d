// SPDX-License-Identifier: MIT
/* exercise_parts.h
 * What the course's own files share about exercises. exercise_decode() and lesson_decode() need
 * no file, so that they can be fed anything.
 */
#pragma once
#include "course/course.h"

bool exercise_decode(
	const struct json_at *at, const cJSON *value, struct exercise *out, struct err *err);

bool lesson_decode(
	const struct json_at *at, const cJSON *value, struct lesson *out, struct err *err);
void lesson_fini(struct lesson *l);

/* The numbers in "09-echo" and "1-echo.json"; false where these are not such names. */
bool exercise_name_numbers(const char *lesson_dir, const char *file, int *lesson, int *number);

void cjson_freep(cJSON **json); /* for AUTO() */
