// SPDX-License-Identifier: MIT
/* program_parts.h
 * What a program's verbs (program.c) ask elsewhere (holds.c).
 */
#pragma once
#include "play/player.h"

/* The kernel says so, at this moment. What cannot be asked at this level counts as said. */
bool holds_now(struct player *p, struct actor *a, const struct holds_spec *want);
