// SPDX-License-Identifier: MIT
/* kernel_watch.h
 * Sockets of the kernel whose states are followed through a run: those that calls, packets and actors told of. Each is asked
 * exactly, at moments that repeat from run to run, and is an event when it changed.
 */
#pragma once
#include "stage/kernel.h"
#include "timeline/packet.h"

struct stage;
struct known_socket;

struct endpoint {
	int proto;
	struct address local, remote; /* remote of family 0: a listener, a datagram socket */
	int who;
	bool seen; /* the kernel has known it */
	bool gone;
	struct kernel_socket now;
	struct socket_event told; /* as it last was in the timeline */
};

struct watched {
	struct endpoint *list;
	size_t count, cap;
};

void watched_free(struct watched *w);
/* A program's socket, after a call that may have changed it. */
void watched_socket(struct stage *s, const struct known_socket *k);
/* Both ends of a packet; true if it may have changed what they are (SYN, FIN, RST). */
bool watched_packet(struct stage *s, const struct packet_event *p);
/* An actor says where its socket is. */
void watched_actor(struct stage *s, const struct event *move);
/* Asks for all of them and records what changed. */
void watched_sample(struct stage *s);

enum net_rest {
	NET_RESTS, /* nothing is on its way */
	NET_MOVES, /* something is, now */
	NET_TIMER, /* something was lost or refused, and TCP will try again by its timer */
};
/* `delivered`: it is known otherwise that no packet is between two sockets. */
enum net_rest watched_rest(struct stage *s, bool delivered);
