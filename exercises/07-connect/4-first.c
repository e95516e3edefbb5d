// SPDX-License-Identifier: MIT
/* 7.4 First that answers: try one port after another at HOST, and print the greeting of the first who listens. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };

	if (argc < 3 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT...\n", argv[0]);
		return 2;
	}

	/* TODO: fd must be connected with the first of the ports that answers, and no other socket be
	 * open then. If none of them does, say so and exit with status 1. */
	server.sin_port = htons(atoi(argv[2]));
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror(argv[2]);
		return 1;
	}

	char buffer[1024];
	ssize_t got;
	while ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0)
		fwrite(buffer, 1, got, stdout);
	if (got < 0) {
		perror("recv");
		return 1;
	}
	close(fd);
	return 0;
}
