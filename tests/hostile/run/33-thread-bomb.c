// SPDX-License-Identifier: MIT
// attack: Starts threads without end.
// ends: played|deadline
// shows: made all it could
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *wait_for_ever(void *nothing)
{
	pause();
	return nothing;
}

int main(void)
{
	pthread_t thread;
	int count = 0;

	while (count < 5000 && pthread_create(&thread, NULL, wait_for_ever, NULL) == 0)
		count++;
	if (count >= 1000)
		puts("ESCAPED: a thousand threads");
	puts("made all it could");
	return 0;
}
