// SPDX-License-Identifier: MIT
/* Before each portion of the answer: has it broken off meanwhile? */
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

static int gone(int conn)
{
	char c;

	return recv(conn, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno != EAGAIN && errno != EINTR;
}

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

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			perror("accept");
			continue;
		}
		char *all = NULL;
		size_t have = 0;
		ssize_t n;
		for (;;) {
			all = realloc(all, have + 512);
			n = recv(conn, all + have, 512, 0);
			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				break;
			have += n;
		}
		for (size_t sent = 0; n == 0 && sent < have && !gone(conn);) {
			size_t left = have - sent;
			ssize_t k = send(conn, all + sent, left < 256 ? left : 256, MSG_NOSIGNAL);
			if (k < 0 && errno != EINTR)
				break;
			sent += k > 0 ? k : 0;
		}
		free(all);
		close(conn);
	}
}
