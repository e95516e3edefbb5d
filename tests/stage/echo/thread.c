// SPDX-License-Identifier: MIT
/* A thread for each client. */
#include "common.h"
#include <pthread.h>

static void *serve(void *fd)
{
	echo((int)(intptr_t)fd, 4096);
	return NULL;
}

int main(int argc, char **argv)
{
	int listener = listener_on(argc > 1 ? argv[1] : "0"), fd;
	pthread_t thread;

	while ((fd = accept_one(listener)) >= 0) {
		if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd) != 0)
			return 1;
		pthread_detach(thread);
	}
	return 1;
}
