// SPDX-License-Identifier: MIT
/* Wrong on purpose: the end is taken for an empty message. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Answers one complete line with its length; -1 if the client is gone. */
static int answer(int conn, size_t length)
{
	char text[32];
	int count = snprintf(text, sizeof(text), "%zu\n", length);

	for (int sent = 0; sent < count;) {
		ssize_t n = send(conn, text + sent, count - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		sent += n;
	}
	return 0;
}

static void serve(int conn)
{
	size_t length =
		0; /* of the line that isn't complete yet: it lives longer than one recv() */

	for (;;) {
		char buffer[1024];
		ssize_t got = recv(conn, buffer, sizeof(buffer), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			perror("recv");
		if (got < 0)
			return;

		/* In one recv() there may be no end of a line, or one, or many. */
		for (ssize_t i = 0; i < got; i++) {
			if (buffer[i] != '\n') {
				length++;
				continue;
			}
			if (answer(conn, length) < 0) {
				perror("send");
				return;
			}
			length = 0;
		}
	}
}

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

	/* So that we can start again at once: lesson 13. */
	int on = 1;
	if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0) {
		perror("setsockopt");
		return 1;
	}

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}
	if (listen(listener, SOMAXCONN) < 0) {
		perror("listen");
		return 1;
	}

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0 && errno == EINTR)
			continue;
		if (conn < 0) {
			perror("accept");
			return 1;
		}
		serve(conn);
		close(conn);
	}
}
