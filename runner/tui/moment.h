// SPDX-License-Identifier: MIT
/* moment.h
 * Everybody's sockets at one moment of a run, in a line.
 */
#pragma once
#include "timeline/timeline.h"
#include "tui/canvas.h"

void moment_draw(struct area a, const struct timeline *tl, uint64_t at);
/* Whether the queues that this EVENT_SOCKET told are still those of the moment: false once bytes have moved since. */
bool moment_knows_queues(const struct timeline *tl, const struct event *socket, uint64_t at);
