// SPDX-License-Identifier: MIT
/* epoll, level-triggered, blocking sends. */
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
#include <err.h>
#include <sys/epoll.h>

int main(int argc, char **argv)
{
	if (argc < 2)
		errx(2, "which port?");
	int off = 0, on = 1;
	int listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0)
		err(1, "socket");
	/* one socket for both: IPv4 clients arrive as ::ffff:a.b.c.d */
	if (setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0)
		err(1, "IPV6_V6ONLY");
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_addr = in6addr_any };
	sa.sin6_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	if (bind(listener, (struct sockaddr *)&sa, sizeof(sa)) < 0)
		err(1, "port %s", argv[1]);
	if (listen(listener, 5) < 0)
		err(1, "listen");

	signal(SIGPIPE, SIG_IGN);
	int ep = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = listener }, got[8];
	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev) < 0)
		err(1, "epoll");
	for (;;) {
		int n = epoll_wait(ep, got, 8, -1);
		for (int i = 0; i < n; i++) {
			int fd = got[i].data.fd;
			if (fd == listener) {
				ev.data.fd = accept(listener, NULL, NULL);
				ev.events = EPOLLIN | EPOLLRDHUP;
				if (ev.data.fd >= 0)
					epoll_ctl(ep, EPOLL_CTL_ADD, ev.data.fd, &ev);
				continue;
			}
			char buf[1000];
			ssize_t k = read(fd, buf, sizeof(buf));
			if (k <= 0 || write(fd, buf, k) != k)
				close(fd); /* leaves the set by itself */
		}
	}
}
