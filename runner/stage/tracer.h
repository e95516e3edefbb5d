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
/* Deals with every stop and end that is there. True if there was any. */
bool tracer_collect(struct stage *s);
void tracer_resume(struct stage *s, struct task *t, int signal);
/* Calls that have not returned become events: who waits where. */
void tracer_record_unfinished(struct stage *s);
