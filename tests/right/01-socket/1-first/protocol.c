// SPDX-License-Identifier: MIT
/* Says TCP in so many words. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int sock;

	if ((sock = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)) < 0) {
		perror("socket()");
		exit(EXIT_FAILURE);
	}
	printf("socket created: %d\n", sock);
	if (close(sock) != 0) {
		perror("close()");
		exit(EXIT_FAILURE);
	}
	exit(EXIT_SUCCESS);
}
