// SPDX-License-Identifier: MIT
/* 8.3 A message is not a recv(): each line of a client is answered by its length. */
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

/* TODO: every line must be answered, once and when it is complete, however the bytes come in: a line in
 * many pieces, or many lines in one. */
static void serve(int conn)
{
	char buffer[1024];
	ssize_t got;

	while ((got = recv(conn, buffer, sizeof(buffer), 0)) > 0)
		if (answer(conn, got - 1) < 0)
			return;
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
