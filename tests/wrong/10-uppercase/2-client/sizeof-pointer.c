// SPDX-License-Identifier: MIT
/* Wrong on purpose: the whole buffer is sent. */
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

	char *line = NULL, c;
	size_t room = 0;
	ssize_t n;
	while ((n = getline(&line, &room, stdin)) > 0) {
		if (line[n - 1] != '\n') {
			line = realloc(line, n + 1);
			line[n++] = '\n';
		}
		for (ssize_t k, at = 0; at < n; at += k)
			if ((k = send(fd, line, sizeof(line), MSG_NOSIGNAL)) < 0)
				return 1;
		do {
			if (recv(fd, &c, 1, 0) != 1) {
				fputs("the server has gone\n", stderr);
				return 1;
			}
			putchar(c);
		} while (c != '\n');
		fflush(stdout);
	}
	return 0;
}
