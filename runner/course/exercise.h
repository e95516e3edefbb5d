// SPDX-License-Identifier: MIT
/* exercise.h
 * One exercise: its task, its program, its hints and the conversations it must hold. And where its files are.
 */
#pragma once
#include "course/script.h"

struct exercise {
	char *id;   /* "9.1" */
	char *name; /* "09-echo/1-echo" */
	char *title;
	char *task; /* Markdown */
	char *why;  /* why the solution works: shown after passing */
	char *kind; /* "fill", "fix", "write", "predict" */
	struct program_spec program;
	int64_t points;
	char **hints;	     /* exactly three */
	char *handout_fails; /* how the handout is meant to: "compile", a mistake's id, "conversation" */
	char **wants;	     /* other exercises' ids to do first; may be empty */
	struct conversation *conversations;
	size_t conversation_count;
	/* its files in the course */
	char *json_path, *handout_path, *solution_path, *wrong_dir, *right_dir;
	char script_hash[65];
};

bool exercise_load(struct exercise *out, const char *course_dir, const char *lesson_dir,
	const char *file, struct err *err);
void exercise_free(struct exercise *e);
