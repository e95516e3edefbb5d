// SPDX-License-Identifier: MIT
/* 1.1 Say hello: one client is greeted. */
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
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(listener, SOMAXCONN) < 0) {
		perror("cannot serve");
		return 1;
	}

	const char *greeting = "hello\n";

	/* TODO: conn must be the connection with our first client. */
	int conn = -1;

	/* TODO: the client must get the greeting, and nothing after it. */
	printf("still to be sent: %zu bytes on descriptor %d\n", strlen(greeting), conn);

	close(conn);
	close(listener);
	return 0;
}
