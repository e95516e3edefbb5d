// SPDX-License-Identifier: MIT
/* Wrong on purpose: the comparison is made before the assignment. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd;

	if ((fd = socket(AF_INET, SOCK_STREAM, 0) < 0)) {
		perror("socket");
		exit(1);
	}
	printf("socket %d\n", fd);
	close(fd);
	return 0;
}
