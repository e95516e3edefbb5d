// SPDX-License-Identifier: MIT
/* recvmsg() and sendmsg() with one and the same header. */
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
#include <ctype.h>
#include <err.h>

int main(int argc, char **argv)
{
	if (argc < 2)
		errx(2, "which port?");
	int off = 0, on = 1;
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		err(1, "socket");
	/* one socket for both: IPv4 clients arrive as ::ffff:a.b.c.d */
	if (setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0)
		err(1, "IPV6_V6ONLY");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_addr = in6addr_any };
	sa.sin6_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0)
		err(1, "port %s", argv[1]);

	static unsigned char buf[65535];
	struct sockaddr_in6 who;
	struct iovec io = { .iov_base = buf };
	struct msghdr m = { .msg_name = &who, .msg_iov = &io, .msg_iovlen = 1 };
	for (;;) {
		io.iov_len = sizeof(buf);
		m.msg_namelen = sizeof(who);
		m.msg_flags = 0;
		ssize_t n = recvmsg(fd, &m, 0);
		if (n < 0)
			err(1, "recvmsg");
		for (ssize_t i = 0; i < n; i++)
			buf[i] = toupper(buf[i]);
		io.iov_len = n;
		if (sendmsg(fd, &m, 0) < 0)
			warn("sendmsg");
	}
}
