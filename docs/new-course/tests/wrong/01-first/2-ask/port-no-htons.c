// SPDX-License-Identifier: MIT
/* 1.2 Ask: a question in a datagram, and its answer. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char answer[65507];
	struct sockaddr_in to = { .sin_family = AF_INET };

	if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	to.sin_port = atoi(argv[2]);

	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	if (sendto(fd, "what?", 5, 0, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror("sendto");
		return 1;
	}

	ssize_t got = recv(fd, answer, sizeof(answer), 0);
	if (got < 0) {
		perror("recv");
		return 1;
	}
	printf("%.*s\n", (int)got, answer);

	close(fd);
	return 0;
}
