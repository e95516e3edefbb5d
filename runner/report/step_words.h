// SPDX-License-Identifier: MIT
/* step_words.h
 * What a step of a script says, as a sentence's middle: `ana gets "hello\n"`, `your program exits with status 0`.
 */
#pragma once
#include "course/script.h"

void step_words(struct buf *out, const struct conversation *c, const struct step *s);
/* "ana" or "your program", as it stands in a sentence. */
void step_who(struct buf *out, const struct conversation *c, int who);
