// SPDX-License-Identifier: MIT
/* 11.3 Uppercase over UDP: every datagram goes back to its sender, in capitals. */
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	/* As large as a datagram can be over IPv4. Of one that doesn't fit, the rest would be lost. */
	static unsigned char data[65507];
	int port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}

	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}

	for (;;) {
		struct sockaddr_in from;
		/* Before every call: the kernel reads it as the room there is, and writes the length. */
		socklen_t size = sizeof(from);
		ssize_t got = recvfrom(fd, data, sizeof(data), 0, (struct sockaddr *)&from, &size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			perror("recvfrom");
			return 1;
		}

		/* unsigned char: toupper() must not be given a negative number. */
		for (ssize_t i = 0; i < got; i++)
			data[i] = toupper(data[i]);

		/* An empty datagram is a datagram too: it means nothing special, and is answered. */
		if (sendto(fd, data, got, 0, (struct sockaddr *)&from, size) < 0)
			perror("sendto");
	}
}
