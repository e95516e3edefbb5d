// SPDX-License-Identifier: MIT
/* course.h
 * The course as its files say it: lessons in order, each with its text and exercises. Nothing is half loaded: one
 * wrong file refuses the course with a sentence, unless the caller wants the rest (lint does, to tell all refusals).
 */
#pragma once
#include "course/exercise.h"

struct lesson {
	int number;
	char *name; /* "09-echo" */
	char *title;
	char *summary;
	char *text_path;		 /* lesson.md */
	char *demo;			 /* exercise id whose solution plays the demo, or NULL */
	struct conversation demo_script; /* cast of references only; step_count 0: none */
	struct exercise *exercises;
	size_t exercise_count;
};

struct course {
	char *dir; /* holds lessons/, exercises/, solutions/ */
	struct lesson *lessons;
	size_t lesson_count;
};

/* The course's folder: `dir` if not NULL; else $SOCKLINGS_COURSE; else the folder that holds the running program and has
 * lessons/; else the installed one (DATA_DIR). Owned by the caller. */
char *course_find_dir(const char *dir, struct err *err);

/* If `refusals` is not NULL, wrong files are left out and their sentences (a line each) put there. */
struct course *course_load(const char *dir, struct buf *refusals, struct err *err);
void course_free(struct course *c);
void course_freep(struct course **c);

/* By number ("9.1"), name ("09-echo/1-echo"), path of a file of its ("exercises/09-echo/1-echo.c"), or a word that only one
 * exercise's name or title has ("greet"). Refuses with the nearest names. Borrowed from the course. */
const struct exercise *course_find(const struct course *c, const char *word, struct err *err);
/* A lesson by number ("9", "09") or name or unique word. */
const struct lesson *course_find_lesson(const struct course *c, const char *word, struct err *err);
const struct lesson *course_lesson_of(const struct course *c, const struct exercise *e);
/* NULL at the end. */
const struct exercise *course_next(const struct course *c, const struct exercise *after);
const struct exercise *course_first(const struct course *c);
