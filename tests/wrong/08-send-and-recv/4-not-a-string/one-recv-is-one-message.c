// SPDX-License-Identifier: MIT
/* Wrong on purpose: one recv() for the whole. */
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

	char buffer[32];
	ssize_t got;
	if ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0) {
		fwrite(buffer, 1, got, stdout); /* as many as came; there is no NUL to end them */
		fflush(stdout);
	}
	if (got < 0) {
		perror("recv");
		return 1;
	}

	close(fd);
	return 0;
}
