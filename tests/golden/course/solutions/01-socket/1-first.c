// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd == -1) {
		perror("socket");
		return 1;
	}
	close(fd);
	return 0;
}
