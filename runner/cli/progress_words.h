// SPDX-License-Identifier: MIT
/* progress_words.h
 * The course and how far the learner is in it, in lines: for `list` and for `socklings` alone.
 */
#pragma once
#include "cli/app.h"

/* "new", "tried", "done", or "changed": done, but the task has changed since. */
const char *progress_word(const struct app *app, const struct exercise *e);
/* "09 Echo: 1 of 2 done" */
void say_lesson_line(const struct app *app, const struct lesson *l);
/* "  9.1  done   Echo until the end" */
void say_exercise_line(const struct app *app, const struct exercise *e);
