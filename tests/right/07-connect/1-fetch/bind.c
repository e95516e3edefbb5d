// SPDX-License-Identifier: MIT
/* Binds to port 0 first, which changes nothing. */
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
	struct sockaddr_in me = { .sin_family = AF_INET };
	if (fd < 0 || bind(fd, (struct sockaddr *)&me, sizeof(me)) < 0 ||
		connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror("client");
		return 1;
	}
	char buf[1024];
	ssize_t n;
	do {
		n = recv(fd, buf, sizeof buf, MSG_WAITALL);
		if (n > 0)
			printf("%.*s", (int)n, buf);
	} while (n > 0);
	if (n < 0)
		perror("recv");
	return n < 0;
}
