// SPDX-License-Identifier: MIT
/* A growing buffer; memchr() finds the line in it. */
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

	char *line = NULL, *have = NULL, *end;
	size_t room = 0, n = 0;
	ssize_t k;
	while ((k = getline(&line, &room, stdin)) > 0) {
		if (send(fd, line, k, MSG_NOSIGNAL) < 0 ||
			(line[k - 1] != '\n' && send(fd, "\n", 1, MSG_NOSIGNAL) < 0)) {
			perror("send");
			return 1;
		}
		while (!have || !(end = memchr(have, '\n', n))) {
			have = realloc(have, n + 2048);
			k = recv(fd, have + n, 2048, 0);
			if (k <= 0) {
				fprintf(stderr, "server closed\n");
				return 1;
			}
			n += k;
		}
		size_t length = end + 1 - have;
		fwrite(have, 1, length, stdout);
		fflush(stdout);
		n -= length;
		memmove(have, have + length, n);
	}
	close(fd);
	return 0;
}
