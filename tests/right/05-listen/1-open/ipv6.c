// SPDX-License-Identifier: MIT
/* One socket for both families; ends by shutdown(). */
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

	while (getchar() != EOF)
		;
	shutdown(listener, SHUT_RDWR);
	close(listener);
	return 0;
}
