// SPDX-License-Identifier: MIT
/* Wrong on purpose: type and protocol are exchanged. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd;

	if ((fd = socket(AF_INET, 0, SOCK_STREAM)) < 0) {
		perror("socket");
		exit(1);
	}
	printf("socket %d\n", fd);
	close(fd);
	return 0;
}
