// SPDX-License-Identifier: MIT
// attack: Hides in namespaces of its own, by every way there is.
// ends: played
// shows: looked
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static void try(const char *what, long result)
{
	if (result >= 0)
		printf("ESCAPED: %s\n", what);
}

int main(void)
{
	static const int flags[] = { CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUTS,
		CLONE_NEWCGROUP, CLONE_NEWUSER | CLONE_NEWNET };
	struct {
		unsigned long flags, rest[10];
	} args = { CLONE_NEWUSER, { 0 } };

	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		long pid = syscall(SYS_clone, flags[i] | SIGCHLD, 0, 0, 0, 0);
		if (pid == 0)
			_exit(0);
		try("clone", pid);
		try("unshare", unshare(flags[i]));
	}
	try("clone3", syscall(SYS_clone3, &args, sizeof(args)));
	puts("looked");
	return 0;
}
