// SPDX-License-Identifier: MIT
/* Closes the one before when it comes round again. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int count = atoi(argv[argc - 1]), fd = -1, i;

	for (i = 0; i < count; ++i) {
		if (fd != -1)
			close(fd);
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd == -1) {
			perror("socket");
			exit(1);
		}
	}
	if (fd != -1)
		close(fd);
	printf("%d sockets\n", count);
	exit(0);
}
