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
/* Whether its owner has accepted a connection since this EVENT_SOCKET. */
bool moment_accepted_since(const struct timeline *tl, const struct event *socket, uint64_t at);
/* Of a queue's bytes, one is the FIN's number. */
bool moment_counts_fin_in(const struct socket_event *s);
bool moment_counts_fin_out(const struct socket_event *s);
