// SPDX-License-Identifier: MIT
/* Wrong on purpose: the whole buffer is sent. */
#include <arpa/inet.h>
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
		struct sockaddr_in peer;
		/* In and out: the room there is, then what was used of it. So again for every client. */
		socklen_t size = sizeof(peer);
		int conn = accept(listener, (struct sockaddr *)&peer, &size);
		if (conn < 0) {
			perror("accept");
			return 1;
		}

		char host[INET_ADDRSTRLEN], line[INET_ADDRSTRLEN + 10];
		inet_ntop(AF_INET, &peer.sin_addr, host, sizeof(host));
		snprintf(line, sizeof(line), "%s:%d\n", host, ntohs(peer.sin_port));
		if (send(conn, line, sizeof(line), MSG_NOSIGNAL) < 0)
			perror("send"); /* it has gone: the next one, then */

		close(conn);
	}
}
