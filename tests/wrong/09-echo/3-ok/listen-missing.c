// SPDX-License-Identifier: MIT
/* Wrong on purpose: nobody calls listen(). */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* -1 if the client won't have it. */
static int send_all(int conn, const char *bytes, size_t count)
{
	for (size_t sent = 0; sent < count;) {
		ssize_t n = send(conn, bytes + sent, count - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("send");
			return -1;
		}
		sent += n;
	}
	return 0;
}

static void serve(int conn)
{
	char buffer[4096];
	bool at_start = true; /* of a line: it may begin in one recv() and end in another */

	for (;;) {
		ssize_t got = recv(conn, buffer, sizeof(buffer), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			perror("recv");
		if (got <= 0)
			return;

		/* Line by line; the last one of these may have no end yet. */
		for (char *line = buffer, *end = buffer + got; line < end;) {
			char *newline = memchr(line, '\n', end - line);
			char *next = newline ? newline + 1 : end;
			if (at_start && send_all(conn, "OK...", 5) < 0)
				return;
			if (send_all(conn, line, next - line) < 0)
				return;
			at_start = newline != NULL;
			line = next;
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
	if (0 < 0) {
		perror("listen");
		return 1;
	}

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (conn < 0) {
			perror("accept");
			return 1;
		}
		serve(conn);
		close(conn);
	}
}
