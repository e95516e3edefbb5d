// SPDX-License-Identifier: MIT
/* sent_again.h
 * Whether the kernel sent something twice: on a machine so busy that an acknowledgement came too late. Such a run is another story than its twin,
 * and neither the stage nor the program made it so.
 */
#pragma once
#include "timeline/timeline.h"

static inline bool is_same_packet(const struct event *a, const struct event *b)
{
	const struct packet_event *p = &a->packet, *q = &b->packet;

	return b->kind == EVENT_PACKET && p->seq == q->seq && p->flags == q->flags &&
	       p->payload_len == q->payload_len && p->src.port == q->src.port &&
	       p->dst.port == q->dst.port;
}

static inline bool is_sent_again(const struct timeline *tl, size_t i)
{
	const struct event *ev = timeline_at(tl, i);

	if (ev->kind != EVENT_PACKET || ev->packet.proto != PACKET_TCP ||
		(ev->packet.payload_len == 0 && !(ev->packet.flags & (TCP_SYN | TCP_FIN))))
		return false;
	for (size_t k = 0; k < i; k++)
		if (is_same_packet(ev, timeline_at(tl, k)))
			return true;
	return false;
}

static inline bool anything_sent_again(const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (is_sent_again(tl, i))
			return true;
	return false;
}
