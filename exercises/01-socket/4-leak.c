// SPDX-License-Identifier: MIT
/* 1.4 Leak: COUNT sockets, one after another, never two of them open at once.
 *
 * This program has a fault. Run it with 5, then with 5000, and look at the last line it prints. */
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
	int fd = -1;

	/* TODO: at no moment may two sockets be open, however large COUNT is. */
	for (int made = 0; made < count; made++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0) {
			fprintf(stderr, "after %d sockets: ", made);
			perror("socket");
			return 1;
		}
		if (fd > highest)
			highest = fd;
	}

	if (fd >= 0 && close(fd) < 0) {
		perror("close");
		return 1;
	}

	printf("%d sockets\n", count);
	/* The kernel always gives the lowest free number, so this tells how many were open at once. */
	printf("the highest descriptor was %d\n", highest);
	return 0;
}
