// SPDX-License-Identifier: MIT
/* Wrong on purpose: family and type are exchanged, and the kernel knows such a pair too. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd;

	if ((fd = socket(SOCK_STREAM, AF_INET, 0)) < 0) {
		perror("socket");
		exit(1);
	}
	printf("socket %d\n", fd);
	close(fd);
	return 0;
}
