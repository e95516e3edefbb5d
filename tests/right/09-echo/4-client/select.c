// SPDX-License-Identifier: MIT
/* select(), and write() on everything. */
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
#include <sys/select.h>

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

	long sent = 0, got = 0;
	int input = 1;
	char buf[1024];
	ssize_t n;
	while (input || got < sent) {
		fd_set set;
		FD_ZERO(&set);
		FD_SET(fd, &set);
		if (input)
			FD_SET(STDIN_FILENO, &set);
		if (select(fd + 1, &set, NULL, NULL, NULL) < 0) {
			perror("select");
			return 1;
		}
		if (FD_ISSET(fd, &set)) {
			if ((n = read(fd, buf, sizeof buf)) <= 0) {
				fprintf(stderr, "server gone\n");
				return 1;
			}
			got += n;
			if (write(STDOUT_FILENO, buf, n) != n)
				return 1;
		}
		if (input && FD_ISSET(STDIN_FILENO, &set)) {
			if ((n = read(STDIN_FILENO, buf, sizeof buf)) <= 0)
				input = 0;
			else if (write(fd, buf, n) != n)
				return perror("write"), 1;
			else
				sent += n;
		}
	}
	close(fd);
	return 0;
}
