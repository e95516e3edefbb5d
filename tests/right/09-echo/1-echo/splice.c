// SPDX-License-Identifier: MIT
/* The bytes never come into the program: splice() through a pipe. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>
#include <fcntl.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener == -1) {
		perror("socket");
		return 1;
	}
	int on = 1;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	struct sockaddr_in sa;
	memset(&sa, 0, sizeof(sa));
	sa.sin_family = AF_INET;
	sa.sin_addr.s_addr = INADDR_ANY;
	sa.sin_port = htons(atoi(argv[1]));
	if (bind(listener, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		perror("bind");
		return 1;
	}
	if (listen(listener, 16) == -1) {
		perror("listen");
		return 1;
	}

	signal(SIGPIPE, SIG_IGN);
	int tube[2];
	if (pipe(tube) < 0) {
		perror("pipe");
		return 1;
	}
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			perror("accept");
			continue;
		}
		ssize_t n, k = 0;
		while ((n = splice(conn, NULL, tube[1], NULL, 65536, 0)) > 0) {
			while (n > 0 && (k = splice(tube[0], NULL, conn, NULL, n, 0)) > 0)
				n -= k;
			if (n > 0)
				break;
		}
		close(conn);
		if (n > 0) { /* what the client no longer wanted is still in the pipe */
			close(tube[0]);
			close(tube[1]);
			if (pipe(tube) < 0)
				return 1;
		}
	}
}
