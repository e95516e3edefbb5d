// SPDX-License-Identifier: MIT
// attack: A child keeps the output open after the program has ended.
// ends: played
// shows: ended
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	if (fork() == 0)
		for (;;)
			pause();
	puts("ended");
	return 0;
}
