// SPDX-License-Identifier: MIT
/* call_words.h
 * How a call, an address, a line of code and a name are said to people: as the learner wrote them, not as the kernel numbers them.
 * Everything written here is safe to print.
 */
#pragma once
#include "timeline/timeline.h"

enum call_words_style {
	CALL_WORDS_FULL,  /* recv(4, buf, 1024) */
	CALL_WORDS_SHORT, /* recv(4, 1024): for narrow columns */
};
void words_call(struct buf *out, const struct call_event *c, enum call_words_style style);
/* `3 "hel"`, `-1 ECONNREFUSED (Connection refused)`, `4 from 127.0.0.1:40112`; nothing for calls that never return.
 * Short: `3`, `ECONNREFUSED`. Of a call that has not returned: `...waiting`. */
void words_result(struct buf *out, const struct call_event *c, enum call_words_style style);
/* Both: `recv(4, buf, 1024) = 3 "hel"`, `accept(3) ...waiting`. */
void words_call_and_result(struct buf *out, const struct event *ev);

bool words_frame(struct buf *out, const struct frame *f);
/* "echo.c:31", the innermost line that is known; nothing if there is none. True if there was. */
bool words_event_place(struct buf *out, const struct event *ev);
/* For sentences: where that line is in a function of theirs that another line called, which one. "echo.c:12 in send_all(), called
 * from echo.c:40". */
bool words_event_where(struct buf *out, const struct event *ev);
/* The second half of it by the bare line: "in send_all(), called from line 40". */
bool words_event_caller(struct buf *out, const struct event *ev);
/* The line that is known innermost, and the one that called its function; NULL if there is none. */
const struct frame *event_frame(const struct event *ev);
const struct frame *event_caller(const struct event *ev);

/* "ana", "your program", "the wire", "socklings"; by the cast that the run names, where the
 * program may have another name than "you". */
void words_who(struct buf *out, const struct timeline *tl, int who);
/* "you" for the learner's program: for columns. */
void words_who_short(struct buf *out, const struct timeline *tl, int who);

const char *words_errno(int err);      /* "ECONNREFUSED"; "E?" if there is no such */
const char *words_errno_text(int err); /* "Connection refused" */
const char *words_signal(int signal);  /* "SIGPIPE" */

/* A duration: "2.9 ms", "1.2 s". */
void words_duration(struct buf *out, uint64_t ns);
/* "1 byte", "3 bytes" */
void words_count(struct buf *out, uint64_t n, const char *one, const char *many);
/* Somebody's words in one line, made safe; nothing for NULL. */
void words_text(struct buf *out, const char *s);
/* Which run it is: `9.1, conversation 2, "a line in two pieces", split, storm short, seed 41`, joined by `between`. */
void words_run(struct buf *out, const struct run_event *run, const char *between);
