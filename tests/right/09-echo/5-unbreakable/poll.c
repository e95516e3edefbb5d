// SPDX-License-Identifier: MIT
/* One thread, many clients: poll(), with what could not be sent kept for each. */
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
#include <stdbool.h>

#define CLIENTS 32

struct client {
	char buf[4096];
	size_t have, sent;
};

/* Either it has something to send, or it may receive. False: it is done. */
static bool step(struct pollfd *p, struct client *c)
{
	if (c->sent == c->have) {
		ssize_t n = recv(p->fd, c->buf, sizeof(c->buf), 0);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0)
			return false;
		c->have = n;
		c->sent = 0;
	}
	ssize_t n = send(p->fd, c->buf + c->sent, c->have - c->sent, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return false;
	if (n > 0)
		c->sent += n;
	p->events = c->sent < c->have ? POLLOUT : POLLIN;
	return true;
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

	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
	struct pollfd fds[CLIENTS + 1] = { { .fd = listener, .events = POLLIN } };
	static struct client clients[CLIENTS + 1];

	for (int i = 1; i <= CLIENTS; i++)
		fds[i].fd = -1;
	for (;;) {
		if (poll(fds, CLIENTS + 1, -1) < 0) {
			if (errno == EINTR)
				continue;
			perror("poll");
			return 1;
		}
		for (int i = 1; i <= CLIENTS; i++)
			if (fds[i].fd >= 0 && fds[i].revents && !step(&fds[i], &clients[i])) {
				close(fds[i].fd);
				fds[i].fd = -1;
			}
		if (fds[0].revents) {
			int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK), i = 1;
			if (conn < 0)
				continue;
			while (i <= CLIENTS && fds[i].fd >= 0)
				i++;
			if (i > CLIENTS) {
				close(conn);
				continue;
			}
			fds[i] = (struct pollfd){ .fd = conn, .events = POLLIN };
			memset(&clients[i], 0, sizeof(clients[i]));
		}
	}
}
