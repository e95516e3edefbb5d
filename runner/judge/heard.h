// SPDX-License-Identifier: MIT
/* heard.h
 * What had come to the one who does a step, and had not been used by an earlier one, when the step ended: the bytes of a connection, of
 * an output, or one datagram. Told from script and timeline alone.
 */
#pragma once
#include "course/script.h"
#include "timeline/timeline.h"

struct heard_piece {		   /* in the order they came */
	const struct event *event; /* of the timeline */
	size_t len;		   /* so many bytes of it are left */
};

struct heard {
	struct buf got;		    /* of datagrams: the first that is left */
	struct heard_piece *pieces; /* owned: what `got` is made of */
	size_t count, cap;
	const struct event *began; /* the step's; NULL if it did not begin */
	const struct event *ended; /* DONE or BROKE; NULL if it did not end */
	struct buf wanted;	   /* exact bytes or, where there is no one string, a description */
	bool exact;
	size_t first_difference; /* offset in both */
};

void heard_at(const struct conversation *c, const struct timeline *tl, int step, struct heard *out);
void heard_free(struct heard *h);
/* The event that brought the byte at this offset, NULL if none did. */
const struct event *heard_event(const struct heard *h, size_t offset);

/* Steps that wait for bytes. */
bool heard_is_about_bytes(const struct step *s);
