// SPDX-License-Identifier: MIT
/* event_doc.h
 * One event of a run, opened: a call's arguments and bytes, every header field of a packet, a socket's queues.
 */
#pragma once
#include "report/ladder.h"
#include "tui/doc.h"

/* What a row of a ladder stands for: its call, and the packet on its arrow; of the row where the script broke, in all its parts, the
 * bytes that were wanted and those that came. `c` is the ladder's conversation, or NULL. */
void event_to_doc(struct doc *d, const struct timeline *tl, const struct conversation *c,
	const struct ladder *l, size_t row);
