// SPDX-License-Identifier: MIT
/* timeline.h
 * Everything that happened during one run, in order. The tracer, the capture and the players add to it while
 * a program runs; the judge and the views read it afterwards, through a const pointer. It holds facts only:
 * what they mean is the judge's business, how they look the reports'.
 */
#pragma once
#include "base/err.h"
#include "timeline/event.h"

struct timeline; /* opaque: how it grows is nobody else's concern */

struct timeline *timeline_new(void);
void timeline_free(struct timeline *tl);
void timeline_freep(struct timeline **tl);

/* Copies *ev, with its strings and bytes, to its place by t0; ties keep the order they came in. An event whose id is
 * there already (id != 0) replaces that one in place. Returns the id (a new one where ev->id is 0). In the copy no string is NULL
 * (absent ones are ""), and bytes are followed by a NUL. */
uint32_t timeline_add(struct timeline *tl, const struct event *ev);

size_t timeline_count(const struct timeline *tl);
/* The i-th event, borrowed until the next timeline_add(); i must be in range. */
const struct event *timeline_at(const struct timeline *tl, size_t i);
/* In order of arrival, for readers who follow a run as it goes. */
const struct event *timeline_arrival(const struct timeline *tl, size_t i);

/* The EVENT_RUN and EVENT_END, NULL while there is none. */
const struct run_event *timeline_run(const struct timeline *tl);
const struct end_event *timeline_end(const struct timeline *tl);

/* A line of JSON per event. Failing, save leaves an older `path` intact; load refuses a damaged or foreign file
 * with its line, and takes at most 64 MiB. Bytes that are not UTF-8 survive the round trip. */
bool timeline_save(const struct timeline *tl, const char *path, struct err *err);
void timeline_write(const struct timeline *tl, struct buf *out);
struct timeline *timeline_load(const char *path, struct err *err);
struct timeline *timeline_read(const char *name, struct bytes text, struct err *err);

/* Between the stage's manager and the program that started it: events in the machine's own form. */
void event_pack(const struct event *ev, struct buf *out);
/* Takes one event off the front of `in`: 1, or 0 if it is not whole yet, or -1 if it is nonsense. *ev borrows from
 * `in` until that changes; *used says how many bytes to drop. */
int event_unpack(struct bytes in, struct event *ev, size_t *used);

/* A deep copy in one piece of memory, free() it. */
struct event *event_copy(const struct event *ev);
