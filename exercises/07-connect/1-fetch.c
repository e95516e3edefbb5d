// SPDX-License-Identifier: MIT
/* 7.1 Fetch: connect to HOST PORT, and print what the server has to say until it has finished. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 3 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	server.sin_port = htons(port);

	/* TODO: fd must be a socket that is connected with the server. If that is not to be had, say why
	 * and exit with status 1. */
	int fd = -1;

	/* What follows is lesson 8's, and it is right. */
	for (;;) {
		char buffer[1024];
		ssize_t got = recv(fd, buffer, sizeof(buffer), 0);
		if (got < 0) {
			perror("recv");
			return 1;
		}
		if (got == 0)
			break;
		fwrite(buffer, 1, got, stdout);
	}

	close(fd);
	return 0;
}
