// SPDX-License-Identifier: MIT
#include "stage/arch.h"

#ifdef __x86_64__
#include <linux/audit.h>
#include <string.h>

const uint32_t arch_audit = AUDIT_ARCH_X86_64;

uint64_t arch_pc(const struct arch_regs *regs)
{
	return regs->user.rip;
}

uint64_t arch_sp(const struct arch_regs *regs)
{
	return regs->user.rsp;
}

void arch_set_arg(struct arch_regs *regs, int n, uint64_t value)
{
	struct user_regs_struct *u = &regs->user;
	__typeof__(u->rdi) *args[] = {
		&u->rdi,
		&u->rsi,
		&u->rdx,
		&u->r10,
		&u->r8,
		&u->r9,
	};

	*args[n] = value;
}

void arch_return(struct arch_regs *regs, uint64_t top)
{
	regs->user.rip = top;
	regs->user.rsp += sizeof top;
}

void arch_kept(const struct arch_regs *regs, uint64_t kept[ARCH_KEPT])
{
	const struct user_regs_struct *u = &regs->user;
	const uint64_t all[ARCH_KEPT] = { u->rip, u->rsp, u->rbp, u->rbx, u->r12, u->r13, u->r14,
		u->r15 };

	memcpy(kept, all, sizeof all);
}

bool arch_start_unwind(Dwfl_Thread *thread, const struct arch_regs *regs)
{
	const struct user_regs_struct *u = &regs->user;
	/* in DWARF's order, which is not the kernel's */
	Dwarf_Word words[] = { u->rax, u->rdx, u->rcx, u->rbx, u->rsi, u->rdi, u->rbp, u->rsp,
		u->r8, u->r9, u->r10, u->r11, u->r12, u->r13, u->r14, u->r15, u->rip };

	return dwfl_thread_state_registers(thread, 0, ARRAY_LEN(words), words);
}

#endif
