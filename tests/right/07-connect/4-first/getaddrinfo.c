// SPDX-License-Identifier: MIT
/* getaddrinfo() for each, all its addresses. */
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

int main(int argc, char **argv)
{

	int fd = -1;
	for (int i = 2; fd == -1 && i < argc; i++) {
		struct addrinfo hints, *res, *p;
		memset(&hints, 0, sizeof hints);
		hints.ai_family = AF_UNSPEC;
		hints.ai_socktype = SOCK_STREAM;
		int rv = getaddrinfo(argv[1], argv[i], &hints, &res);
		if (rv) {
			fprintf(stderr, "%s\n", gai_strerror(rv));
			return 1;
		}
		for (p = res; p; p = p->ai_next) {
			if ((fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol)) == -1)
				continue;
			if (connect(fd, p->ai_addr, p->ai_addrlen) != -1)
				break;
			perror("client: connect");
			close(fd);
			fd = -1;
		}
		freeaddrinfo(res);
	}
	if (fd == -1) {
		fprintf(stderr, "client: failed to connect\n");
		return 2 - 1;
	}

	char buf[64];
	ssize_t n;
	while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
		if (write(1, buf, n) != n)
			return 1;
	if (n < 0) {
		perror("recv");
		return 1;
	}
	close(fd);
	return 0;
}
