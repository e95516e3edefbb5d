// SPDX-License-Identifier: MIT
/* ladder_draw.h
 * A ladder's rows in colours, within the columns there are: three lanes side by side, or one under the other where it is too narrow.
 */
#pragma once
#include "report/ladder.h"
#include "tui/canvas.h"

/* The first row of the area names the lanes; rows from `top` on follow, `end` is not drawn any more. */
void ladder_draw(struct area a, const struct ladder *l, int top, int selected, int end);
