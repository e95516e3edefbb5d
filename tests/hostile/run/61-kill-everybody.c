// SPDX-License-Identifier: MIT
// attack: Kills all that it can reach, and lives.
// ends: played
// shows: alive
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	kill(-1, SIGKILL);
	kill(1, SIGKILL);
	if (getppid() > 0)
		kill(getppid(), SIGKILL);
	for (int pid = 2; pid < 400; pid++)
		if (pid != getpid() && kill(pid, SIGKILL) == 0)
			printf("ESCAPED: killed %d\n", pid);
	puts("alive");
	return 0;
}
