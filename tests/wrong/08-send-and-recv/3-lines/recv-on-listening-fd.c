// SPDX-License-Identifier: MIT
/* Wrong on purpose: the answer goes to the listener. */
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
#include <sys/epoll.h>

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

	static long count[1024];
	int ep = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = listener };
	epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev);
	for (;;) {
		if (epoll_wait(ep, &ev, 1, -1) != 1)
			continue;
		int fd = ev.data.fd;
		if (fd == listener) {
			fd = accept(listener, NULL, NULL);
			if (fd < 0 || fd >= 1024)
				continue;
			count[fd] = 0;
			ev.data.fd = fd;
			epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
			continue;
		}
		char buf[300], text[30];
		ssize_t n = recv(fd, buf, sizeof buf, 0);
		if (n <= 0) {
			close(fd);
			continue;
		}
		for (ssize_t i = 0; i < n; i++) {
			if (buf[i] != '\n') {
				count[fd]++;
				continue;
			}
			int k = snprintf(text, sizeof text, "%ld\n", count[fd]);
			send(listener, text, k, MSG_NOSIGNAL);
			count[fd] = 0;
		}
	}
}
