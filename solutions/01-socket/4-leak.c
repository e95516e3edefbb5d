// SPDX-License-Identifier: MIT
/* 1.4 Leak: COUNT sockets, one after another, never two of them open at once. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s COUNT\n", argv[0]);
		return 2;
	}
	int count = atoi(argv[1]);
	int highest = -1;

	for (int made = 0; made < count; made++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0) {
			fprintf(stderr, "after %d sockets: ", made);
			perror("socket");
			return 1;
		}
		if (fd > highest)
			highest = fd;

		/* Here, not after the loop: fd is about to forget which descriptor this was. */
		if (close(fd) < 0) {
			perror("close");
			return 1;
		}
	}

	printf("%d sockets\n", count);
	/* The kernel always gives the lowest free number, so this tells how many were open at once. */
	printf("the highest descriptor was %d\n", highest);
	return 0;
}
