// SPDX-License-Identifier: MIT
#include "stage/arch.h"

#ifdef __aarch64__

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
