// SPDX-License-Identifier: MIT
/* A non-blocking socket and poll(). */
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
	if (argc != 3) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	struct sockaddr_in to;
	memset(&to, 0, sizeof(to));
	to.sin_family = AF_INET;
	to.sin_port = htons(atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fprintf(stderr, "%s: not an address\n", argv[1]);
		return 1;
	}
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}

	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (;;) {
		char buf[256];
		ssize_t n = recv(fd, buf, sizeof buf, 0);
		if (n == 0)
			break;
		if (n > 0) {
			if (write(1, buf, n) != n)
				return 1;
			continue;
		}
		if (errno != EAGAIN) {
			perror("recv");
			return 1;
		}
		struct pollfd p = { fd, POLLIN, 0 };
		poll(&p, 1, -1);
	}
	return 0;
}
