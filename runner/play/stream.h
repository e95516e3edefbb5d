// SPDX-License-Identifier: MIT
/* stream.h
 * An actor at one end of a stream (TCP or local): it connects or listens, and has one connection at a time. What it sends queues
 * here and flows while later steps wait; what comes is read at once (unless the script says otherwise), so that its own close is a FIN
 * and a program that writes ahead is not held up.
 */
#pragma once
#include "base/buf.h"
#include "timeline/address.h"

enum item_kind { ITEM_BYTES, ITEM_FINISH, ITEM_CLOSE, ITEM_RESET };
struct item {
	enum item_kind kind;
	uint8_t *data; /* owned */
	size_t len, sent;
};

enum link { LINK_NONE, LINK_CONNECTING, LINK_UP };

struct stream {
	int listener, fd; /* -1: none */
	enum link link;
	int err; /* of the last attempt to connect */
	struct address local, remote;
	struct item *queue; /* owned; from `head` on it is still to go */
	size_t head, count, cap;
	struct buf in, glue;
	bool rested; /* the program rests since the last piece went: the next may go */
	bool paused;
	bool end, end_told, reset, reset_told; /* told: a step was about it */
	uint64_t sent_at;		       /* when the last piece went */
};
