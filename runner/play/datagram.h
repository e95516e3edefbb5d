// SPDX-License-Identifier: MIT
/* datagram.h
 * An actor that speaks in datagrams (UDP or local). The wire between it and the program may lose, double or swap them: that
 * happens here, at the actor's own socket.
 */
#pragma once
#include "base/buf.h"
#include "timeline/address.h"

struct parcel {
	struct bytes data;   /* owned */
	struct address peer; /* from whom; to whom is known when it goes */
	int to;
};

struct parcels {
	struct parcel *list; /* owned */
	size_t count, cap;
};

struct datagram {
	int fd;
	struct address local;
	struct parcels out, in;
	struct parcel held_out, held_in; /* to be swapped with the next; data.at NULL: none */
	struct address last;		 /* who spoke last: whom it answers */
	bool rested;			 /* everybody rests: send although nobody may be there */
	bool released;			 /* what was held went at rest: something moved */
};
