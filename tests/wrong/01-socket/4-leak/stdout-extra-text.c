// SPDX-License-Identifier: MIT
/* Wrong on purpose: the line is there, behind a word too many. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	int i, fd, count;

	if (argc < 2)
		return 2;
	count = atoi(argv[1]);
	for (i = 0; i < count; i++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0) {
			perror("socket");
			return 1;
		}
		close(fd);
	}
	printf("made: %d sockets\n", count);
	return 0;
}
