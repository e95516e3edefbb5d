// SPDX-License-Identifier: MIT
/* ladder.h
 * The picture of a run: the program's calls on the left, the wire in the middle, the actors on the right, time downwards. The rows are
 * worked out here once; the screen, plain text and SVG draw them, each in its own way.
 */
#pragma once
#include "course/script.h"
#include "report/story.h"

enum ladder_arrow {
	LADDER_NO_ARROW,
	LADDER_RIGHT, /* from the program to an actor */
	LADDER_LEFT,
	LADDER_SELF, /* between two sockets of the same program */
};
enum ladder_role { /* what a row means, for colours */
	LADDER_CALL,
	LADDER_CALL_FAILED,
	LADDER_CALL_WAITING,
	LADDER_PACKET,
	LADDER_PACKET_DATA,
	LADDER_PACKET_RESET,
	LADDER_MOVE,
	LADDER_OUTPUT,
	LADDER_STATE,
	LADDER_SIGNAL,
	LADDER_STEP,
	LADDER_BROKEN,
	LADDER_NOTE,
	LADDER_ROLES
};

/* Texts are owned by the ladder, UTF-8, safe to print; "" where there is none. */
struct ladder_row {
	enum ladder_role role;
	uint64_t time; /* ns since the run began */
	size_t index;  /* of the event in the timeline; SIZE_MAX: made up by the ladder */
	size_t packet; /* the packet on its arrow (the row's own, or the one that its call sent); SIZE_MAX: none */
	int who;	     /* whose row: a program or actor; WHO_WIRE */
	char *place;	     /* "echo.c:31" */
	char *call, *result; /* "recv(4, 1024)", "3" */
	enum ladder_arrow arrow;
	char *label;	  /* on the arrow: `3 "hel"`, "SYN ACK" */
	char *near_state; /* the program's end, just left in the wire's column: "LISTEN" */
	char *far_state;  /* the actor's end: "CLOSE_WAIT" */
	int actor;	  /* the one on the right, 0: none */
	char *actor_text; /* `gets "hel"` */
	bool broken;	  /* the script broke here */
	size_t folded; /* rows that this one stands for, which told the same again; 0: it tells itself */
	int part; /* 1, 2, ...: of a sentence that needs several rows; 0: the row says it all */
	struct bytes data; /* what moved, borrowed from the timeline */
};
struct ladder {
	struct ladder_row *rows;
	size_t count;
	int left;	   /* who stands on the left: WHO_YOU, or in a demo the first program */
	char *left_name;   /* "your program" */
	char **names;	   /* of the cast, [0] "you"; NULL-terminated */
	size_t actors;	   /* how many stand on the right */
	bool packets_seen; /* false: the arrows are drawn from what the actors saw */
};
/* `c` may be NULL: then steps are not told. Below STORY_PACKETS what is repeated is folded. The words about a break get rows of so many `columns` (0: 74). Borrows from the
 * timeline. */
struct ladder *ladder_of(const struct timeline *tl, const struct conversation *c,
	enum story_detail detail, size_t columns);
/* It says one thing, on the program's side: where that is long, it may go on across the wire. */
bool ladder_row_alone(const struct ladder_row *r);
void ladder_row_fini(struct ladder_row *r);
void ladder_free(struct ladder *l);
void ladder_freep(struct ladder **l);

struct ladder_style {
	size_t columns; /* 0: 80 */
	bool ascii;
	bool title; /* the line that says which run it is */
};
void ladder_text(struct buf *out, const struct ladder *l, const struct timeline *tl,
	const struct ladder_style *style);
