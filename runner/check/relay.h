// SPDX-License-Identifier: MIT
/* relay.h
 * A server on its private stage, with a door to the real loopback: whoever connects there (nc, telnet, a learner's client) is handed
 * through, byte by byte, datagram by datagram, end by end. So it can be talked to by hand while everything is traced, and nothing
 * of it is reachable in any other way.
 */
#pragma once
#include "course/course.h"
#include "stage/stage.h"

struct relay_spec {
	const struct exercise *exercise; /* says whether it is TCP or UDP, and its arguments */
	const char *program;		 /* the server's binary */
	const char *name;		 /* what it is called in the timeline: "reference" */
	const char *host;		 /* the door: an address of this machine */
	uint16_t port;			 /* 0: the kernel chooses */
	enum stage_level level;
};

struct relay;
/* Refuses an exercise that is no server, one of local sockets, and what is no address: it was asked for wrongly. */
bool relay_takes(const struct relay_spec *spec, struct err *err);
/* Refuses the same. */
struct relay *relay_start(const struct relay_spec *spec, struct err *err);
uint16_t relay_port(const struct relay *r);
int relay_fd(const struct relay *r); /* readable when something happened */
/* Takes what happened; false when the server has ended. */
bool relay_read(
	struct relay *r, void (*seen)(void *context, const struct event *ev), void *context);
/* Ends it; what happened until then can still be read. */
void relay_stop(struct relay *r);
const struct timeline *relay_timeline(const struct relay *r);
void relay_free(struct relay *r); /* and nothing of it is left */
