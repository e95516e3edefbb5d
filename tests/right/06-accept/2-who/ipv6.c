// SPDX-License-Identifier: MIT
/* One socket for both: the IPv4 address is the end of the IPv6 one. */
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
#include <err.h>

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

	for (;;) {
		struct sockaddr_in6 peer;
		socklen_t size = sizeof(peer);
		int conn = accept4(listener, (struct sockaddr *)&peer, &size, SOCK_CLOEXEC);
		if (conn < 0) {
			warn("accept4");
			continue;
		}
		char text[INET6_ADDRSTRLEN + 8];
		if (IN6_IS_ADDR_V4MAPPED(&peer.sin6_addr))
			inet_ntop(AF_INET, &peer.sin6_addr.s6_addr[12], text, INET6_ADDRSTRLEN);
		else
			inet_ntop(AF_INET6, &peer.sin6_addr, text, INET6_ADDRSTRLEN);
		size_t n = strlen(text);
		n += sprintf(text + n, ":%u\n", ntohs(peer.sin6_port));
		send(conn, text, n, MSG_NOSIGNAL);
		close(conn);
	}
}
