// SPDX-License-Identifier: MIT
/* ladder_draw.h
 * A ladder's rows in colours, within the columns there are; and one event opened: its arguments, bytes, header fields.
 */
#pragma once
#include "report/ladder.h"
#include "tui/doc.h"

/* The first row of the area names the lanes; rows from `top` follow. */
void ladder_draw(struct area a, const struct ladder *l, int top, int selected);
void ladder_detail_draw(struct pager *p, struct doc **doc, const struct timeline *tl,
	const struct ladder_row *row, struct area a);
