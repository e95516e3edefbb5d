// SPDX-License-Identifier: MIT
/* tracer.h
 * Follows programs through their calls, births and ends. The kernel stops them where seccomp says (a call's entry) and we ask
 * (its exit); nothing they do goes on while such a stop is held, and that is what makes a run repeatable.
 */
#pragma once
#include "base/err.h"
#include "stage/tasks.h"

struct stage;

/* A child that waits for us to seize it. */
bool tracer_seize(struct stage *s, struct program *p, struct err *err);
/* Deals with the stops and ends that are there and lets one task go on. Tasks take turns: each goes on until it stops again or sleeps, and
 * stops are dealt with only when nobody is under way, in the order of birth. Or else the scheduler would write another story each time. */
enum collected {
	COLLECTED_NOTHING, /* nobody has stopped */
	COLLECTED_SOME,
	COLLECTED_LATER, /* somebody is still under way: ask again soon */
};
enum collected tracer_collect(struct stage *s);
/* It may go on when it is its turn. */
void tracer_resume(struct stage *s, struct task *t, int signal);
/* While the player moves: whom it wakes must not take the processor from it before all have moved that can. Batch tasks wake without doing so;
 * always being one would have every other program on the machine go first. */
void tracer_give_way(struct stage *s, bool give_way);
/* Calls that have not returned become events: who waits where. */
void tracer_record_unfinished(struct stage *s);
