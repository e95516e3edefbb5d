// SPDX-License-Identifier: MIT
/* play.h
 * One conversation, played once: the script's actors against the program on a stage. It records what everybody did; whether
 * that was right is the judge's to say.
 */
#pragma once
#include "course/course.h"
#include "stage/stage.h"

/* What the reference answered: for each step of the script, the bytes (at == NULL: none). */
struct answers {
	struct bytes *of_step; /* owned, each too */
	size_t count;
};
void answers_free(struct answers *a);
/* From the timeline of a run in which `you` was the reference. */
void answers_from(struct answers *out, const struct conversation *c, const struct timeline *tl);

struct play_spec {
	const struct exercise *exercise;
	const struct conversation *conversation;
	int conversation_index;
	const char
		*program; /* binary that plays `you`; NULL in a demo (a cast of references only) */
	const char *const *references; /* binary per cast member, NULL where it is no reference */
	const struct exercise *const *reference_of; /* its exercise per cast member */
	enum delivery delivery;
	enum storm storm;
	uint64_t seed;
	const struct answers
		*like; /* NULL: `like` matches anything and is recorded (the reference's own run) */
	bool any_port; /* talk to whatever port the program bound */
	enum stage_level level;
	int cpu;
	bool lines;
	const char *source_hash;
	uint64_t deadline_scale; /* 0 or 1: as the script says; a run tried again gets more */
};

struct play; /* one in progress */
struct play *play_start(const struct play_spec *spec, struct err *err);
int play_fd(const struct play *p);
/* Takes what has happened; false when it is over. */
bool play_read(struct play *p, void (*seen)(void *context, const struct event *ev), void *context);
void play_cancel(struct play *p);
struct timeline *play_end(struct play *p); /* hands over the timeline and frees the rest */

/* The port of `you` (or, for a client, of the first server in the cast) that a seed draws: its two bytes differ and its swap is above
 * 1023 too, so that a forgotten htons() can be told from anything else. */
uint16_t play_port(uint64_t seed);
