// SPDX-License-Identifier: MIT
/* home.h
 * `socklings` without a verb: the course so far, and the one thing to do next.
 */
#pragma once
#include "cli/app.h"

int home(struct app *app);
/* "Next: 9.1 ...": where the file is and what to type. */
void say_next(struct app *app, const struct exercise *e);
