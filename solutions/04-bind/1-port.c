// SPDX-License-Identifier: MIT
/* 4.1 A port of our own: take PORT on every address of this machine, and keep it until our input ends. */
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

	/* Fields that are not named here are zero. */
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}
	fprintf(stderr, "port %d is ours until our input ends\n", ntohs(address.sin_port));

	/* Ctrl-D at a terminal. What is typed until then is of no interest. */
	while (getchar() != EOF)
		;

	if (close(fd) < 0) {
		perror("close");
		return 1;
	}
	return 0;
}
