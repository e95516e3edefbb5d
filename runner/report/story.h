// SPDX-License-Identifier: MIT
/* story.h
 * A run as a story: which events are told, in which order, at which moment. A call that sends stands where it began, one that receives or
 * waits where it returned, one that never returned at the end. Trace and ladder tell the same story.
 */
#pragma once
#include "timeline/timeline.h"

enum story_detail {
	STORY_CALLS, /* the programs' calls, what the actors did */
	STORY_TALK, /* and the packets that mean something: SYN, FIN, RST, data, the handshake's ACK */
	STORY_PACKETS, /* every packet */
	STORY_ALL,     /* and what kernel sockets went through, runtime calls, notes */
	STORY_DETAILS
};
extern const char *const story_detail_names[STORY_DETAILS]; /* "calls", "talk", "packets", "all" */

struct story_item {
	uint64_t time;
	const struct event *event;
	size_t index; /* of the event in the timeline */
};
struct story {
	struct story_item *items; /* owned */
	size_t count;
};
/* Borrows from the timeline. */
void story_of(const struct timeline *tl, enum story_detail detail, struct story *out);
void story_free(struct story *s);
/* When a step broke; UINT64_MAX where none did. */
uint64_t story_broken_at(const struct timeline *tl);
/* From which detail on an event is told, for those who follow a run as it goes. */
enum story_detail story_detail_of(const struct event *ev);

/* Whose sockets have which addresses, as far as calls and moves tell. */
struct story_owners {
	struct story_owner {
		struct address address;
		int who;
	} * list; /* owned */
	size_t count, cap;
};
void story_owners_of(const struct timeline *tl, struct story_owners *out);
void story_owners_free(struct story_owners *o);
/* An actor or program of the cast; WHO_WIRE if nobody is known to be there. */
int story_owner(const struct story_owners *o, const struct address *a);
