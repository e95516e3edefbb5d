// SPDX-License-Identifier: MIT
/* tcp_states.h
 * What state each end of a TCP connection was in after each packet: worked out from the packets alone, by the rules of RFC 9293.
 */
#pragma once
#include "timeline/timeline.h"

struct tcp_moment {
	size_t index;		       /* of the packet in the timeline */
	size_t connection;	       /* from 0, in order of appearance */
	int src_state, dst_state;      /* after it, as in tcp_state_names */
	bool src_changed, dst_changed; /* by it */
	bool handshake_ack;	       /* the ACK that completes a handshake */
	bool repeated;		       /* bytes or flags that this end had sent before */
};
struct tcp_moments {
	struct tcp_moment *list; /* owned; one per TCP packet, in order */
	size_t count;
};
void tcp_states_of(const struct timeline *tl, struct tcp_moments *out);
void tcp_moments_free(struct tcp_moments *m);
/* Of the packet at that index; NULL if it is none. */
const struct tcp_moment *tcp_moment_at(const struct tcp_moments *m, size_t index);
