// SPDX-License-Identifier: MIT
/* 9.4 The echo client: each line of our input goes to the server, what it answers goes to our output. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* TODO: the server must get these bytes, all of them, and our output the answer, which is exactly as
 * long: at once, however the server cuts it up. If that is not to be had, say why and return -1. */
static int ask(int fd, const char *line, size_t length)
{
	char answer[1024];

	fprintf(stderr, "%d: %zu bytes to send, room for %zu: %s", fd, length, sizeof(answer),
		line);
	return 0;
}

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

	/* A longer line comes in several parts, and each is asked for by itself. */
	char line[4096];
	while (fgets(line, sizeof(line), stdin))
		if (ask(fd, line, strlen(line)) < 0)
			return 1;

	close(fd); /* the end of our words */
	return 0;
}
