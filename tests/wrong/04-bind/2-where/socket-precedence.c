// SPDX-License-Identifier: MIT
/* Wrong on purpose: the variable holds the result of a comparison. */
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int port = argc == 3 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535 ||
		(strcmp(argv[2], "here") && strcmp(argv[2], "everywhere"))) {
		fprintf(stderr, "usage: %s PORT here|everywhere\n", argv[0]);
		return 2;
	}
	bool here = strcmp(argv[2], "here") == 0;

	int fd = socket(AF_INET, SOCK_STREAM, 0) < 0;
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(here ? INADDR_LOOPBACK : INADDR_ANY),
	};
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}

	/* Lesson 5. Until our input ends, clients may come. */
	if (listen(fd, SOMAXCONN) < 0) {
		perror("listen");
		return 1;
	}
	while (getchar() != EOF)
		;

	close(fd);
	return 0;
}
