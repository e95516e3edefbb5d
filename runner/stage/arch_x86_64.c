// SPDX-License-Identifier: MIT
#include "stage/arch.h"

#ifdef __x86_64__
#include <linux/audit.h>

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

bool arch_unwinds_alike(const struct arch_regs *a, const struct arch_regs *b)
{
	const struct user_regs_struct *x = &a->user, *y = &b->user;

	return x->rip == y->rip && x->rsp == y->rsp && x->rbp == y->rbp && x->rbx == y->rbx &&
	       x->r12 == y->r12 && x->r13 == y->r13 && x->r14 == y->r14 && x->r15 == y->r15;
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
