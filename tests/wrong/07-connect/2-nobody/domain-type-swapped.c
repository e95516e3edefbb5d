// SPDX-License-Identifier: MIT
/* Wrong on purpose: family and type are exchanged. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 3 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	server.sin_port = htons(port);

	int fd = socket(SOCK_STREAM, AF_INET, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		/* Now: every other call may change errno. */
		int why = errno;
		if (why == ECONNREFUSED)
			fprintf(stderr, "nobody listens on port %d of %s\n", port, argv[1]);
		else if (why == ENETUNREACH || why == EHOSTUNREACH)
			fprintf(stderr, "there is no way to %s\n", argv[1]);
		else
			perror("connect");
		close(fd);
		return 1;
	}

	printf("somebody listens on port %d of %s\n", port, argv[1]);
	close(fd);
	return 0;
}
