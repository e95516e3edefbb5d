// SPDX-License-Identifier: MIT
/* 8.2 Until the end: print everything that the server sends. */
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

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 1;
	}

	/* TODO: everything that the server sends must be printed, until it has finished. If the connection
	 * breaks, say why and exit with status 1. */
	char buffer[512];
	ssize_t got = recv(fd, buffer, sizeof(buffer), 0);
	fwrite(buffer, 1, got > 0 ? got : 0, stdout);

	close(fd);
	return 0;
}
