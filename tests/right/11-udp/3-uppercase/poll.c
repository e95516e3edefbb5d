// SPDX-License-Identifier: MIT
/* A non-blocking socket, emptied whenever poll() says so. */
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
#include <poll.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (fd == -1) {
		perror("socket");
		return 1;
	}
	struct sockaddr_in sa;
	memset(&sa, 0, sizeof(sa));
	sa.sin_family = AF_INET;
	sa.sin_addr.s_addr = INADDR_ANY;
	sa.sin_port = htons(atoi(argv[1]));
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		perror("bind");
		return 1;
	}

	static char buf[65536];
	struct pollfd p = { fd, POLLIN, 0 };
	while (poll(&p, 1, -1) > 0) {
		struct sockaddr_storage from;
		socklen_t len;
		ssize_t n;
		while (len = sizeof(from), (n = recvfrom(fd, buf, sizeof(buf), 0,
						    (struct sockaddr *)&from, &len)) >= 0) {
			for (ssize_t i = 0; i < n; i++)
				buf[i] = toupper((unsigned char)buf[i]);
			sendto(fd, buf, n, 0, (struct sockaddr *)&from, len);
		}
	}
	perror("poll");
	return 1;
}
