// SPDX-License-Identifier: MIT
/* Wrong on purpose: htonl() for a port. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htonl(port),
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

	/* NULL, NULL: we don't ask who it is. */
	int conn = accept(listener, NULL, NULL);
	if (conn < 0) {
		perror("accept");
		return 1;
	}

	/* A short name comes in one piece, or nearly always: lesson 8 says what to do about "nearly". */
	char name[64];
	ssize_t got = recv(conn, name, sizeof(name), 0);
	if (got < 0) {
		perror("recv");
		return 1;
	}

	const char *hello = "hello, ";
	if (send(conn, hello, strlen(hello), MSG_NOSIGNAL) < 0 ||
		send(conn, name, got, MSG_NOSIGNAL) < 0) {
		perror("send");
		return 1;
	}

	close(conn);
	close(listener);
	return 0;
}
