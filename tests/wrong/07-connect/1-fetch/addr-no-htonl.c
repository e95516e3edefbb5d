// SPDX-License-Identifier: MIT
/* Wrong on purpose: an address turned round that was right. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 3 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	server.sin_port = htons(port);
	server.sin_addr.s_addr = ntohl(inet_addr(argv[1]));

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	/* No bind(): the kernel gives our end an address and a free port now. */
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 1;
	}

	for (;;) {
		char buffer[1024];
		ssize_t got = recv(fd, buffer, sizeof(buffer), 0);
		if (got < 0) {
			perror("recv");
			return 1;
		}
		if (got == 0)
			break;
		fwrite(buffer, 1, got, stdout);
	}

	close(fd);
	return 0;
}
