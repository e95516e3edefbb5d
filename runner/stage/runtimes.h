// SPDX-License-Identifier: MIT
/* runtimes.h
 * The dynamic linker and the sanitizers open, read and close some twenty files before main(). That is no business of ours,
 * but each of these calls would stop the program. Addresses are the same in every run of a binary, so where the code of
 * these runtimes lies is learnt in its first run, and the kernel lets their reading pass in the next ones.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RUNTIMES_MAX = 3 };
struct runtimes {
	struct {
		uint64_t low, high;
	} code[RUNTIMES_MAX];
	size_t count;
};

/* Before the first fork: what one manager learns, all others know. */
void runtimes_prepare(void);

/* By the binary behind an open descriptor. False where nothing is known of it yet. */
bool runtimes_find(int binary, struct runtimes *out);
void runtimes_learn(int binary, const struct runtimes *r);
/* Not to be let pass any more, in no run. */
void runtimes_distrust(int binary);

/* Whether all that `told` says of a program holds for one that has `real`. */
bool runtimes_hold(const struct runtimes *told, const struct runtimes *real);
