// SPDX-License-Identifier: MIT
/* decode.h
 * What a call says: read from the program's memory by the rows of timeline/calls.h, at its entry and at its exit.
 */
#pragma once
#include "stage/decode_fd.h"

/* False unless all of it could be read. */
bool memory_read(pid_t tid, uint64_t at, void *to, size_t len);

/* At the entry: the descriptor, the address given, what is to be written. */
void decode_entry(struct stage *s, struct task *t, struct seen_call *c);
/* At the exit: the result, the address filled, what was read. */
void decode_exit(struct stage *s, struct task *t, struct seen_call *c, int64_t result);
/* Arguments as C types them: an int of -1 is -1 in the timeline too. */
void decode_args(struct seen_call *c, const uint64_t args[6]);
/* The whole result, as the kernel gives it, into .ret and .err. */
void decode_result(struct call_event *ev, int64_t result);
