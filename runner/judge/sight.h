// SPDX-License-Identifier: MIT
/* sight.h
 * What cannot be seen at a level, and so is not judged there: a step about it counts as done, and that it was not checked is said.
 */
#pragma once
#include "course/script.h"

enum unseen { UNSEEN_NOTHING, UNSEEN_CALLS, UNSEEN_PACKETS, UNSEEN_SOCKETS, UNSEEN_COUNT };
extern const char *const unseen_names[UNSEEN_COUNT]; /* as a sentence says it: "calls", ... */

/* What a step asks that nobody sees at this level, by its name as in the timeline: "full", "traced", "bare". */
enum unseen step_unseen(const struct step *s, const char *level);
