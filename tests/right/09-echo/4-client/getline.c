// SPDX-License-Identifier: MIT
/* Whole lines by getline(), answers by MSG_WAITALL. */
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

	char *line = NULL, *answer = NULL;
	size_t size = 0;
	ssize_t n;
	while ((n = getline(&line, &size, stdin)) > 0) {
		answer = realloc(answer, n);
		if (send(fd, line, n, 0) != n) {
			perror("send");
			return 1;
		}
		if (recv(fd, answer, n, MSG_WAITALL) != n) {
			fprintf(stderr, "server closed the connection\n");
			return 1;
		}
		fwrite(answer, 1, n, stdout);
		fflush(stdout);
	}
	free(line);
	free(answer);
	close(fd);
	return 0;
}
