// SPDX-License-Identifier: MIT
/* A switch over errno. */
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

	if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0) {
		printf("somebody listens on port %s of %s\n", argv[2], argv[1]);
		return 0;
	}
	switch (errno) {
	case ECONNREFUSED:
		fprintf(stderr, "nobody listens on port %s of %s\n", argv[2], argv[1]);
		break;
	case EHOSTUNREACH:
	case ENETUNREACH: fprintf(stderr, "there is no way to %s\n", argv[1]); break;
	default: perror("connect");
	}
	return 1;
}
