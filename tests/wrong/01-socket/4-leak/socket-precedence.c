// SPDX-License-Identifier: MIT
/* Wrong on purpose: fd holds the result of the comparison, so descriptor 0 is closed. */
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
		if ((fd = socket(AF_INET, SOCK_STREAM, 0) < 0)) {
			perror("socket");
			return 1;
		}
		close(fd);
	}
	printf("%d sockets\n", count);
	return 0;
}
