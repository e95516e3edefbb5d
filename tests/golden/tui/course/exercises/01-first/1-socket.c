// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	int sock = -1; /* TODO: a TCP socket */

	if (sock < 0) {
		perror("socket() failed");
		return 1;
	}
	return 0;
}
