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

/* Sends the bytes and prints as many: an echo is exactly as long as what it answers. How the server
 * cuts it up is the server's business. */
static int ask(int fd, const char *line, size_t length)
{
	for (size_t sent = 0; sent < length;) {
		ssize_t n = send(fd, line + sent, length - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("send");
			return -1;
		}
		sent += n;
	}

	for (size_t have = 0; have < length;) {
		char answer[1024];
		size_t want = length - have < sizeof(answer) ? length - have : sizeof(answer);
		ssize_t n = recv(fd, answer, want, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("recv");
			return -1;
		}
		if (n == 0) {
			fprintf(stderr, "the server hung up %zu bytes too early\n", length - have);
			return -1;
		}
		fwrite(answer, 1, n, stdout);
		have += n;
	}

	/* Whoever reads our output wants the answer now, not when stdio's buffer is full. */
	return fflush(stdout);
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
