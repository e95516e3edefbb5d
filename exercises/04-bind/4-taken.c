// SPDX-License-Identifier: MIT
/* 4.4 Taken: is PORT still to be had? */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	/* TODO: if the port is taken, we must say so on standard error and exit with status 1; if there is
	 * another reason, perror() and the same. */
	bind(fd, (struct sockaddr *)&address, sizeof(address));

	printf("port %d is free\n", port);
	close(fd);
	return 0;
}
