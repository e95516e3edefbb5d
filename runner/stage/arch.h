// SPDX-License-Identifier: MIT
/* arch.h
 * What differs from one processor to the next: registers, and which system calls there are. One small file each.
 */
#pragma once
#include <elfutils/libdwfl.h>
#include <sys/types.h>
#include <sys/user.h>
#include "timeline/calls.h"

struct arch_regs {
	struct user_regs_struct user;
};

/* Of a stopped task. False where it is gone. */
bool arch_read(pid_t tid, struct arch_regs *regs);
bool arch_write(pid_t tid, const struct arch_regs *regs);

uint64_t arch_pc(const struct arch_regs *regs);
uint64_t arch_sp(const struct arch_regs *regs);
/* Argument n of the call being entered. To be put back at its exit, for compilers rely on registers that a call preserves. */
void arch_set_arg(struct arch_regs *regs, int n, uint64_t value);

/* As if the function that has just been entered had returned; `top` is the word at the stack pointer. */
void arch_return(struct arch_regs *regs, uint64_t top);

/* What unwinding starts from: program counter, stack pointer, and the registers that a function keeps for its caller; then zeros. */
enum { ARCH_KEPT = 14 };
void arch_kept(const struct arch_regs *regs, uint64_t kept[ARCH_KEPT]);

/* Tells libdw where a thread stands. */
bool arch_start_unwind(Dwfl_Thread *thread, const struct arch_regs *regs);

/* What a system call filter knows this processor by. */
extern const uint32_t arch_audit;

/* The kernel's number of a call here, -1 if this processor has no such call; and back (CALL_COUNT: not one of ours). */
long arch_call_number(enum call_id id);
enum call_id arch_call_id(long number);
