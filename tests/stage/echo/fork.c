// SPDX-License-Identifier: MIT
/* A process for each client. */
#include "common.h"

int main(int argc, char **argv)
{
	int listener = listener_on(argc > 1 ? argv[1] : "0"), fd;

	signal(SIGCHLD, SIG_IGN);
	while ((fd = accept_one(listener)) >= 0) {
		if (fork() == 0) {
			close(listener);
			echo(fd, 4096);
			exit(0);
		}
		close(fd);
	}
	return 1;
}
