// SPDX-License-Identifier: MIT
// attack: Leaves a process behind, in a session of its own, twice forked.
// ends: played
// shows: exited 0
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	if (fork() > 0)
		return 0;
	setsid();
	signal(SIGHUP, SIG_IGN);
	if (fork() > 0)
		_exit(0);
	for (;;)
		sleep(1000);
}
