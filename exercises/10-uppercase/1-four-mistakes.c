// SPDX-License-Identifier: MIT
/* 10.1 Uppercase: client after client gets back what it sends, in capitals, until it has finished.
 *
 * So it was meant. This program has four faults; each hides the next. */
#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
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

	/* TODO: clients of PORT must find us. */
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = port,
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

	/* TODO: not only the first client must be served. */
	int conn = accept(listener, NULL, NULL);
	if (conn < 0) {
		perror("accept");
		return 1;
	}

	/* TODO: not only the first bytes of a client must be answered. */
	char buffer[1024];
	ssize_t got = recv(conn, buffer, sizeof(buffer), 0);
	if (got < 0) {
		perror("recv");
		return 1;
	}
	for (ssize_t i = 0; i < got; i++)
		buffer[i] = toupper((unsigned char)buffer[i]);

	/* TODO: not one byte more must be sent than came. */
	if (send(conn, buffer, sizeof(buffer), MSG_NOSIGNAL) < 0) {
		perror("send");
		return 1;
	}

	close(conn);
	close(listener);
	return 0;
}
