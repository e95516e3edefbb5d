// SPDX-License-Identifier: MIT
/* Nothing blocks but poll(). */
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
#include <poll.h>

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

	if (fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK) < 0) {
		perror("fcntl");
		return 1;
	}
	int conn;
	while ((conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) < 0) {
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
			perror("accept4");
			return 1;
		}
		struct pollfd p = { .fd = listener, .events = POLLIN };
		poll(&p, 1, -1);
	}
	const char *at = "open\n";
	size_t left = strlen(at);
	while (left > 0) {
		ssize_t n = send(conn, at, left, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			break;
		if (n < 0) {
			struct pollfd p = { .fd = conn, .events = POLLOUT };
			poll(&p, 1, -1);
			continue;
		}
		at += n;
		left -= n;
	}
	close(conn);
	close(listener);
	return 0;
}
