// SPDX-License-Identifier: MIT
/* Wrong on purpose: INADDR_LOOPBACK without htonl(). */
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
		.sin_addr.s_addr = INADDR_LOOPBACK,
	};
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		/* The one reason that a person can do something about; the others in the kernel's words. */
		if (errno == EADDRINUSE)
			fprintf(stderr, "port %d is taken\n", port);
		else
			perror("bind");
		return 1;
	}

	printf("port %d is free\n", port);
	close(fd);
	return 0;
}
