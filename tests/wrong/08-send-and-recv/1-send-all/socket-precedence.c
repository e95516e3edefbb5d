// SPDX-License-Identifier: MIT
/* Wrong on purpose: the variable holds the result of a comparison. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* 0 when the kernel has taken them all, -1 (and errno) if it won't. */
static int send_all(int fd, const char *bytes, size_t count)
{
	size_t sent = 0;

	while (sent < count) {
		ssize_t n = send(fd, bytes + sent, count - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		sent += n;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 3 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	server.sin_port = htons(port);

	int fd = socket(AF_INET, SOCK_STREAM, 0) < 0;
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 1;
	}

	char block[65536];
	size_t count;
	while ((count = fread(block, 1, sizeof(block), stdin)) > 0) {
		if (send_all(fd, block, count) < 0) {
			perror("send");
			return 1;
		}
	}

	close(fd);
	return 0;
}
