// SPDX-License-Identifier: MIT
/* Wrong on purpose: all are closed, but only when all are open. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	int i, count;
	int fds[2000];

	if (argc < 2)
		return 2;
	count = atoi(argv[1]);
	for (i = 0; i < count; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
		if (fds[i] < 0) {
			perror("socket");
			return 1;
		}
	}
	for (i = 0; i < count; i++)
		close(fds[i]);
	printf("%d sockets\n", count);
	return 0;
}
