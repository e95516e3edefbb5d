// SPDX-License-Identifier: MIT
/* Wrong on purpose: one recv() for the whole. */
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
	struct addrinfo hints, *list, *p;
	int fd = -1, rv;

	if (argc != 3) {
		fprintf(stderr, "usage: client host port\n");
		return 2;
	}
	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	if ((rv = getaddrinfo(argv[1], argv[2], &hints, &list)) != 0) {
		fprintf(stderr, "getaddrinfo: %s\n", gai_strerror(rv));
		return 1;
	}
	for (p = list; p; p = p->ai_next) {
		fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
		if (fd < 0)
			continue;
		if (connect(fd, p->ai_addr, p->ai_addrlen) == 0)
			break;
		perror("connect");
		close(fd);
	}
	freeaddrinfo(list);
	if (!p)
		return 1;

	char buf[4096];
	ssize_t n;
	if ((n = recv(fd, buf, sizeof buf, 0)) > 0)
		if (write(1, buf, n) != n)
			return 1;
	if (n < 0) {
		perror("recv");
		return 1;
	}
	close(fd);
	return 0;
}
