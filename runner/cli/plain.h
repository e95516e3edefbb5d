// SPDX-License-Identifier: MIT
/* plain.h
 * `socklings --plain` on a terminal: the same course in sentences, one line typed after another, for a screen reader or a terminal that
 * cannot draw. Every verb works as it does from the shell, without its first word.
 */
#pragma once
#include "cli/app.h"

int plain(struct app *app);
