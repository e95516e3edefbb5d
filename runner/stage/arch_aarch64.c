// SPDX-License-Identifier: MIT
#include "stage/arch.h"

#ifdef __aarch64__
#include <linux/audit.h>

const uint32_t arch_audit = AUDIT_ARCH_AARCH64;

enum { GENERAL = 31 }; /* x0 .. x30; DWARF calls the stack pointer 31 */

uint64_t arch_pc(const struct arch_regs *regs)
{
	return regs->user.pc;
}

uint64_t arch_sp(const struct arch_regs *regs)
{
	return regs->user.sp;
}

/* x0 is also the result, so argument 0 cannot be put back at the exit. Nobody changes that one. */
void arch_set_arg(struct arch_regs *regs, int n, uint64_t value)
{
	regs->user.regs[n] = value;
}

void arch_return(struct arch_regs *regs, uint64_t top)
{
	(void)top;
	regs->user.pc = regs->user.regs[GENERAL - 1]; /* the link register */
}

/* x19 to x28 are kept, x29 is the frame pointer, x30 the link register. */
void arch_kept(const struct arch_regs *regs, uint64_t kept[ARCH_KEPT])
{
	size_t n = 0;

	kept[n++] = regs->user.pc;
	kept[n++] = regs->user.sp;
	for (int i = 19; i < GENERAL; i++)
		kept[n++] = regs->user.regs[i];
}

bool arch_start_unwind(Dwfl_Thread *thread, const struct arch_regs *regs)
{
	Dwarf_Word words[GENERAL + 1];

	for (int i = 0; i < GENERAL; i++)
		words[i] = regs->user.regs[i];
	words[GENERAL] = regs->user.sp;
	dwfl_thread_state_register_pc(thread, regs->user.pc);
	return dwfl_thread_state_registers(thread, 0, ARRAY_LEN(words), words);
}

#endif
