// SPDX-License-Identifier: MIT
/* Wrong on purpose: the same with == -1, and nothing printed in between. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd;

	if ((fd = socket(AF_INET, SOCK_STREAM, 0) == -1)) {
		perror("socket");
		exit(1);
	}
	close(fd);
	return 0;
}
