// SPDX-License-Identifier: MIT
/* output.h
 * What goes in and out of programs by their standard streams, and the stream of events to the starter.
 *
 * A program's standard output is a terminal of its own, in raw mode: so the C library writes line by line as it does before a person's eyes, and a
 * line printed before a recv() is seen before it. Input and standard error are pipes.
 */
#pragma once
#include "base/err.h"
#include "stage/tasks.h"

struct stage;
struct sandbox_filter;

enum { KEPT_MAX = 1 << 20 }; /* bytes of output kept per stream; the rest is read and counted */

struct program {
	int who;
	uint32_t number; /* its place in the stage's list */
	char *path;
	char **argv;
	bool main;
	pid_t pid;	    /* 0: ended */
	bool executed;	    /* it is itself; before, it was still our child */
	bool killed;	    /* by us, after the play */
	int in, streams[2]; /* our ends: stdin, stdout and stderr; -1: closed */
	int trouble;	    /* where the child says why it could not start */
	struct buf feed;    /* waiting to be read by it */
	bool feed_ends;
	uint64_t kept[2], lost;
	bool too_large, reported; /* said once */
	bool unread;		  /* it may have written */
	struct buf complaint;	  /* its stderr, for sanitizers' reports */
	struct buf trouble_text;
	struct sandbox_filter *passing; /* lets `runtimes` read unseen; NULL: they were unknown */
	struct runtimes runtimes;
	bool runtimes_seen; /* where they really are */
};

/* Opens all; `theirs` are the program's ends (0, 1, 2), to be closed by the caller after the fork. */
bool output_open(struct program *p, int theirs[3], struct err *err);
void output_close(struct program *p);

/* Reads what is there. True if there was anything. */
bool output_drain(struct stage *s, struct program *p);
/* What was fed goes as far as the pipe takes it. */
void output_feed(struct stage *s, struct program *p);

struct stream {
	int fd;
	struct buf waiting;
	uint64_t flushed_at;
	bool full; /* the starter doesn't read as fast: epoll will tell */
};
void stream_add(struct stream *o, const struct event *ev);
void stream_flush(struct stream *o, uint64_t now);
void stream_finish(struct stream *o); /* all of it, however long it takes */
