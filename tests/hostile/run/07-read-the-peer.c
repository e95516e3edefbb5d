// SPDX-License-Identifier: MIT
// attack: Reads the script from the memory and the descriptors of who plays it.
// ends: played
// shows: looked
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void try(const char *what, long result)
{
	if (result >= 0)
		printf("ESCAPED: %s\n", what);
}

int main(void)
{
	char here[16], path[64];
	struct iovec mine = { here, sizeof(here) }, theirs = { (void *)0x400000, sizeof(here) };

	if (getppid() != 0)
		puts("ESCAPED: sees its parent");
	for (int pid = 1; pid < 400; pid++) {
		if (pid == getpid())
			continue;
		try("ptrace", ptrace(PTRACE_SEIZE, pid, 0, 0));
		try("process_vm_readv", syscall(SYS_process_vm_readv, pid, &mine, 1, &theirs, 1, 0));
		snprintf(path, sizeof(path), "/proc/%d/mem", pid);
		try(path, open(path, O_RDWR));
		int fd = (int)syscall(SYS_pidfd_open, pid, 0);
		if (fd >= 0)
			try("pidfd_getfd", syscall(SYS_pidfd_getfd, fd, 0, 0));
	}
	try("tracing itself", ptrace(PTRACE_TRACEME, 0, 0, 0));
	puts("looked");
	return 0;
}
