// SPDX-License-Identifier: MIT
#include "stage/arch.h"

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

/* Processors that came after the "at" and "p" forms of these calls do without the old ones. */
#ifndef SYS_poll
#define SYS_poll (-1)
#endif
#ifndef SYS_select
#define SYS_select (-1)
#endif
#ifndef SYS_epoll_wait
#define SYS_epoll_wait (-1)
#endif
#ifndef SYS_epoll_create
#define SYS_epoll_create (-1)
#endif
#ifndef SYS_fork
#define SYS_fork (-1)
#endif
#ifndef SYS_vfork
#define SYS_vfork (-1)
#endif
#ifndef SYS_dup2
#define SYS_dup2 (-1)
#endif
#ifndef SYS_pipe
#define SYS_pipe (-1)
#endif
#ifndef SYS_pause
#define SYS_pause (-1)
#endif
#ifndef SYS_alarm
#define SYS_alarm (-1)
#endif
#ifndef SYS_unlink
#define SYS_unlink (-1)
#endif

static const long numbers[CALL_COUNT] = {
#define NUMBER(id, name) [CALL_##id] = SYS_##name,
	CALL_LIST(NUMBER)
#undef NUMBER
};

long arch_call_number(enum call_id id)
{
	return numbers[id];
}

enum call_id arch_call_id(long number)
{
	size_t id = 0;

	if (number < 0)
		return CALL_COUNT;
	while (id < CALL_COUNT && numbers[id] != number)
		id++;
	return id;
}

bool arch_read(pid_t tid, struct arch_regs *regs)
{
	struct iovec io = { &regs->user, sizeof regs->user };

	return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &io) == 0;
}

bool arch_write(pid_t tid, const struct arch_regs *regs)
{
	struct iovec io = { (void *)&regs->user, sizeof regs->user };

	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &io) == 0;
}
