// SPDX-License-Identifier: MIT
/* Wrong on purpose: the answer goes to the listener. */
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
	fprintf(stderr, "open on port %d\n", ntohs(address.sin_port));

	/* This is the business of lesson 6. */
	int conn = accept(listener, NULL, NULL);
	if (conn < 0) {
		perror("accept");
		return 1;
	}
	const char *text = "open\n";
	if (send(listener, text, strlen(text), 0) < 0) {
		perror("send");
		return 1;
	}
	close(conn);
	close(listener);
	return 0;
}
