// SPDX-License-Identifier: MIT
/* Wrong on purpose: htonl() for a port. */
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

	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener < 0) {
		perror("socket");
		return 1;
	}

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htonl(port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}

	/* SOMAXCONN: as many may wait as the kernel allows. There is seldom a reason for fewer. */
	if (listen(listener, SOMAXCONN) < 0) {
		perror("listen");
		return 1;
	}
	fprintf(stderr, "open on port %d until our input ends\n", port);

	while (getchar() != EOF)
		;

	close(listener); /* whoever still waits is turned away */
	return 0;
}
