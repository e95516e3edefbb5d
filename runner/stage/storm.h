// SPDX-License-Identifier: MIT
/* storm.h
 * The kernel's bad days, by a seed. Nothing is done to a program that the kernel could not do to it: a stream may be read and written in
 * pieces, a program may be stopped and continued, a signal it handles may come, connections may pile up before they are accepted.
 */
#pragma once
#include "base/hash.h"
#include "stage/tasks.h"

struct stage;

struct storm {
	int kind; /* enum storm of course/script.h */
	struct dice dice;
	uint32_t acts;
};

void storm_start(struct storm *st, int kind, uint64_t seed);
/* At a call's entry, before it is let go. True: not yet, the task is held. */
bool storm_entry(struct stage *s, struct task *t);
/* At its exit: registers as they were. */
void storm_exit(struct stage *s, struct task *t);
/* A task has stopped because we said so: it goes on. */
void storm_stopped(struct stage *s, struct task *t);
/* Everybody else has gone as far as they go: who was held goes on. True if there was one. */
bool storm_release(struct stage *s);
/* A signal of the storm's own making. */
bool storm_sent(struct stage *s, const struct task *t, int signal);
