// SPDX-License-Identifier: MIT
/* Wrong on purpose: the port in this machine's order. */
#include <ctype.h>
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

/* A line that isn't complete yet, or a longer one than we have room for: that client is sent away. */
struct line {
	char bytes[4096];
	size_t length;
};

/* Takes one byte of the client's. False when the conversation is over. */
static bool take(int conn, struct line *line, char byte)
{
	if (line->length == sizeof(line->bytes))
		return false;
	line->bytes[line->length++] = byte;
	if (byte != '\n')
		return true;

	/* The whole line, and nothing but these: "exits" and "no exit" are lines like any other. */
	size_t length = line->length;
	line->length = 0;
	if (length == 5 && memcmp(line->bytes, "exit\n", 5) == 0)
		return false;

	for (size_t i = 0; i < length; i++)
		line->bytes[i] = toupper((unsigned char)line->bytes[i]);
	return send_all(conn, line->bytes, length) == 0;
}

static void serve(int conn)
{
	struct line line = { .length = 0 };

	for (;;) {
		char buffer[1024];
		ssize_t got = recv(conn, buffer, sizeof(buffer), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			perror("recv");
		if (got <= 0)
			return;
		for (ssize_t i = 0; i < got; i++)
			if (!take(conn, &line, buffer[i]))
				return;
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
		.sin_port = (port),
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
