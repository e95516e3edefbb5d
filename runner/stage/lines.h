// SPDX-License-Identifier: MIT
/* lines.h
 * From a stopped task to the lines of the learner's source on its call stack. libdw unwinds, by .eh_frame alone, over a copy of the stack
 * that is read at once; the line table is our own, because clang's programs have no index that libdw would find theirs by.
 */
#pragma once
#include "stage/arch.h"
#include "stage/runtimes.h"
#include "timeline/event.h"

struct lines; /* what is known of binaries, for one run */
struct space; /* an address space's layout: shared by a process and those it forked, until one of them executes another program */

/* `proc` is an open folder, the host's /proc; stays the caller's. */
struct lines *lines_new(int proc);
void lines_free(struct lines *l);

/* The process has just executed a program. `binary`: a descriptor to read it from, -1: by /proc/PID/exe. Never NULL. */
struct space *space_new(struct lines *l, pid_t pid, int binary);
struct space *space_share(struct space *sp);
void space_free(struct space *sp); /* one holder less */

/* True where the program counter is in the dynamic linker: nobody's line can be on that stack. */
bool space_in_linker(struct space *sp, uint64_t pc);

/* True where it is in a sanitizer's library, which reads and closes files of its own, many before main(). */
bool space_in_sanitizer(struct space *sp, uint64_t pc);

/* Where the code of these lies. Not to be asked before the program's libraries are there. */
void space_runtimes(struct space *sp, struct runtimes *out);

/* Fills at most FRAMES_MAX frames, innermost first; strings live as long as the `struct lines`. The task stands still, by a stop or asleep, with
 * these registers. *whole: the stack could be read to its end. */
uint32_t lines_of(struct space *sp, pid_t tid, const struct arch_regs *regs,
	struct frame frames[FRAMES_MAX], bool *whole);

/* Base name of the source that has main() or, failing that, of the first one; NULL if the binary has no lines. */
const char *lines_source(struct lines *l, int binary);
