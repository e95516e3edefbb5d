// SPDX-License-Identifier: MIT
/* 1.1 First: ask the kernel for a TCP socket, look at what it says, give the socket back. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	/* 0 lets the kernel choose the protocol: for a stream over IPv4 that is TCP. */
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0) {
		perror("socket");
		return 1;
	}
	printf("the kernel gave us descriptor %d\n", fd);

	if (close(fd) < 0) {
		perror("close");
		return 1;
	}
	return 0;
}
