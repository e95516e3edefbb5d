// SPDX-License-Identifier: MIT
/* sockets_at.h
 * The kernel's sockets as they were at a moment of a run: each as it was last seen by then.
 */
#pragma once
#include "timeline/timeline.h"

struct sockets_at {
	const struct event **list; /* EVENT_SOCKET events of the timeline; owned array */
	size_t count, cap;
};
/* Those alive at `t`, listeners first, then by port. Borrows from tl. */
void sockets_at(const struct timeline *tl, uint64_t t, struct sockets_at *out);
void sockets_at_free(struct sockets_at *s);
const char *socket_state_name(
	int proto, int state); /* "LISTEN", "ESTABLISHED", ...; UDP: "bound", "connected" */
const char *socket_timer_name(int timer); /* "", "retransmit", ... */
