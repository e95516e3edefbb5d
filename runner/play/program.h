// SPDX-License-Identifier: MIT
/* program.h
 * A program on the stage (the learner's, or a reference) as the script sees it: what it printed, which calls of its have
 * returned, where it listens, how it ended.
 */
#pragma once
#include "base/buf.h"
#include "timeline/event.h"

struct door { /* where it can be reached */
	enum fd_kind kind;
	uint16_t port;
	char path[108];
};
enum { DOORS_MAX = 64 };

/* The latest calls of one task, and for how many each has been what the one so many before it was. */
enum { CIRCLES_MAX = 16, CIRCLE_PERIOD_MAX = 4 };
struct circle {
	int tid;
	uint32_t last[CIRCLE_PERIOD_MAX]; /* places in the timeline */
	uint32_t same[CIRCLE_PERIOD_MAX]; /* by period, from 1 */
	uint32_t calls, hopeless_at;
	uint32_t prints;  /* since it last did anything else */
	uint64_t printed; /* bytes */
};

enum restart { RESTART_NOT, RESTART_WANTED, RESTART_ASKED, RESTART_KILLED };

struct program {
	const char *path;
	bool deferred; /* it starts when the one it will go to can be reached */
	bool launched, ended;
	int status, signal;   /* of its end; signal 0: it exited */
	struct buf output[3]; /* since it started, not yet told by a `prints` */
	bool complained;
	uint32_t *
		returned; /* places in the timeline of its calls, in the order they returned; owned */
	size_t returned_count, returned_cap;
	size_t call_cursor; /* in returned: where the next `call` begins to look */
	size_t looked;	    /* ... and how far the one that waits has looked */
	struct door doors[DOORS_MAX];
	size_t door_count;
	bool own_port;	    /* it has one, and is talked to there */
	char bound_text[8]; /* the port that its last bind() or connect() got; "": none yet */
	struct circle circles[CIRCLES_MAX]; /* by the task's number */
	bool connects;			    /* and did not wait for it */
	int64_t sockets_open, sockets_most;
	bool sockets_copied;
	enum restart restart;
	struct buf unread; /* given to its standard input before it started */
	bool unread_end;
};
