// SPDX-License-Identifier: MIT
/* 5.4 Refused, or waiting? Knock at HOST PORT, and tell how far we got. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(const char *word)
{
	printf("%s\n", word);
	fflush(stdout);
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

	/* The two calls belong to the next lessons. Only what they mean is to be said here. */
	int connected = connect(fd, (struct sockaddr *)&server, sizeof(server));

	/* TODO: if nobody listens there, say "refused" and exit with status 0; if it failed otherwise,
	 * perror() and exit with status 1. */
	if (connected == 0)
		say("served");

	/* Sleeps until the first byte comes (1), or the end (0), or a reset (-1). */
	char first;
	ssize_t got = recv(fd, &first, 1, 0);

	/* TODO: say "waiting" when we are let in, "served" when the program has really taken us, "sent
	 * away" when it hung up before that. */
	if (got < 0)
		perror("recv");

	close(fd);
	return 0;
}
