// SPDX-License-Identifier: MIT
/* sender.h
 * Whose doing a packet is: the call, or an actor's move, that made the kernel send it.
 */
#pragma once
#include "timeline/timeline.h"

/* The call (or move) behind the `packet`-th event, or NULL: an ACK, a SYN ACK and most resets are the kernel's own. A packet belongs to the
 * call in whose interval it was sent on the same connection; one that was sent later (the window was shut, or it had to be repeated) to
 * the nearest earlier call that can send such a packet. Borrowed from the timeline. */
const struct event *sender_of(const struct timeline *tl, size_t packet);
/* The source of a packet is this socket's end (IPv4 addresses seen through an IPv6 socket are the same). */
bool sender_same_end(const struct address *a, const struct address *b);
