// SPDX-License-Identifier: MIT
/* epoll on the listener alone. */
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
	int ep = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = listener };
	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev) < 0)
		err(1, "epoll");
	for (;;) {
		if (epoll_wait(ep, &ev, 1, -1) < 0) {
			if (errno == EINTR)
				continue;
			err(1, "epoll_wait");
		}
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			warn("accept");
			continue;
		}
		if (write(conn, "hello\n", 6) < 0)
			warn("write");
		close(conn);
	}
}
