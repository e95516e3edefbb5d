// SPDX-License-Identifier: MIT
/* 12.1 Watch: one client, from the handshake to the goodbye; at the end we say how many bytes it sent. */
#include <errno.h>
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

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}

	/* From this moment on, SYNs are answered: by the kernel, whatever we are doing. */
	if (listen(listener, SOMAXCONN) < 0) {
		perror("listen");
		return 1;
	}
	int conn = accept(listener, NULL, NULL);
	if (conn < 0) {
		perror("accept");
		return 1;
	}

	long total = 0;
	for (;;) {
		char buffer[4096];
		ssize_t got = recv(conn, buffer, sizeof(buffer), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			perror("recv"); /* broken off: there was no goodbye */
			return 1;
		}
		if (got == 0)
			break;
		total += got;
	}
	printf("%ld bytes\n", total);

	/* The client has said goodbye with a FIN; this is ours. */
	close(conn);
	close(listener);
	return 0;
}
