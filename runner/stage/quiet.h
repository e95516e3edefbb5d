// SPDX-License-Identifier: MIT
/* quiet.h
 * Knowing that nothing more will come. Not by waiting: a program that sleeps in a call which only somebody else can end, with nothing on the
 * wire and nobody about to move, will sleep for ever. The order of the questions is what makes the answer sound: first what we know of the tasks,
 * then the network, then the tasks once more as the kernel sees them, then whether any of them has stopped meanwhile.
 */
#pragma once
#include "stage/tasks.h"

struct stage;

enum quiet {
	QUIET_NOT,	/* somebody is at it, or may be */
	QUIET_SOON,	/* most likely, but not known yet: ask again after a moment */
	QUIET_BY_TIMER, /* only a timer of the program's own, or of TCP's, will move anything */
	QUIET_FOR_EVER,
};
enum quiet quiet_look(struct stage *s);

/* True if the kernel has the task asleep in the call it is in (or, leaving, it is as good as gone). */
bool quiet_sleeps(struct stage *s, struct task *t);
/* Nanoseconds on the processor so far; 0 where the kernel doesn't tell. */
uint64_t quiet_spent(struct stage *s, struct task *t);
/* How long it had to wait for a processor so far; 0 where the kernel does not tell. */
uint64_t quiet_delayed(struct stage *s, struct task *t);
uint64_t quiet_delayed_here(const struct stage *s); /* the stage itself */
/* True if no task is in the middle of a call: each sleeps in its own, or is in none. */
bool quiet_calls_sleep(struct stage *s);
/* True if one is in none and nobody waits for a turn: its own code runs, and what comes next is its next call. */
bool quiet_somebody_computes(const struct stage *s);

enum waits { WAITS_NOT, WAITS_FOR_TIMER, WAITS_FOR_OTHERS };
/* What a task that is in a call waits for, should it sleep. */
enum waits quiet_waits(const struct stage *s, const struct task *t);
