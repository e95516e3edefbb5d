// SPDX-License-Identifier: MIT
/* capture.h
 * Every packet on lo, once, with the kernel's own time stamp. A plain packet socket: libpcap and ring buffers cost sixteen
 * milliseconds to open.
 */
#pragma once
#include "base/err.h"
#include "timeline/packet.h"

struct capture {
	int fd; /* readable when there are packets; -1: no capture */
	int lo; /* interface index */
	uint32_t marks_sent, marks_seen;
};

bool capture_open(struct capture *c, struct err *err);
void capture_close(struct capture *c);

/* Hands over each packet that is there, with its CLOCK_REALTIME time. Returns how many there were. */
size_t capture_drain(struct capture *c,
	void (*seen)(void *context, const struct packet_event *p, uint64_t wall_ns), void *context);

/* Sends a frame of our own through lo. The queue between sender and receiver is first in, first out: when the mark has come back, all
 * that was sent before it on this processor has been delivered. No program sees it: it is of no protocol they can listen to. */
bool capture_mark(struct capture *c);
bool capture_marked(const struct capture *c); /* every mark has come back */

uint32_t capture_lost(struct capture *c); /* packets that came faster than they were read, so far */
