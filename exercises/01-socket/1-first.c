// SPDX-License-Identifier: MIT
/* 1.1 First: ask the kernel for a TCP socket, look at what it says, give the socket back. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	/* TODO: fd must be the descriptor of a new TCP socket over IPv4. (0 is our standard input.) */
	int fd = 0;

	/* The kernel says no with -1, and why in errno: perror() puts that into words. */
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	printf("the kernel gave us descriptor %d\n", fd);

	/* TODO: the socket must be closed before the program ends, and a close that fails be told in
	 * the same way. */

	return 0;
}
