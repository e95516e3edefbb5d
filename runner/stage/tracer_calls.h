// SPDX-License-Identifier: MIT
/* tracer_calls.h
 * One call of one task: entered, returned, interrupted, begun again; and which of them are worth an event.
 */
#pragma once
#include "stage/tasks.h"

struct stage;

enum call_goes { CALL_GOES_ON, CALL_HELD };
/* At the entry stop. Says whether the task may go on; t->in_call says whether its exit is wanted. */
enum call_goes calls_enter(
	struct stage *s, struct task *t, uint64_t number, const uint64_t args[6], uint64_t ip);
/* A task that was held goes on now. */
void calls_begin(struct stage *s, struct task *t);
/* At the exit stop, at `now`. True if there was an event: something that others may have waited for. */
bool calls_leave(struct stage *s, struct task *t, int64_t result, uint64_t now);
/* A signal is about to be delivered, or was not after all: is the call that it interrupted to be begun again? */
void calls_interrupted(struct stage *s, struct task *t, int signal);
/* The call that a task is in becomes an event as it is. */
void calls_record_unfinished(struct stage *s, struct task *t);
