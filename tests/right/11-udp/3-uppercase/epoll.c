// SPDX-License-Identifier: MIT
/* epoll, and the size asked for first with MSG_PEEK and MSG_TRUNC. */
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
#include <sys/epoll.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
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

	int ep = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN };
	epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
	while (epoll_wait(ep, &ev, 1, -1) == 1) {
		struct sockaddr_in from;
		socklen_t len = sizeof(from);
		ssize_t size = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC);
		if (size < 0)
			continue;
		char *buf = malloc(size + 1);
		if (!buf)
			return 1;
		ssize_t n = recvfrom(fd, buf, size, 0, (struct sockaddr *)&from, &len);
		for (ssize_t i = 0; i < n; i++)
			buf[i] = toupper((unsigned char)buf[i]);
		if (n >= 0)
			sendto(fd, buf, n, 0, (struct sockaddr *)&from, len);
		free(buf);
	}
	return 1;
}
