// SPDX-License-Identifier: MIT
/* svg.h
 * The ladder as a picture for a web page: one SVG file that needs nothing beside it, readable on light and dark ground.
 */
#pragma once
#include "report/ladder.h"

void svg_write(struct buf *out, const struct ladder *l, const struct timeline *tl);
