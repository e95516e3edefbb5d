// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	int sock = socket(PF_INET, SOCK_STREAM, 0);

	if (sock < 0) {
		perror("socket() failed");
		return 1;
	}
	return 0;
}
