// SPDX-License-Identifier: MIT
/* 11.3 Uppercase over UDP: every datagram goes back to its sender, in capitals. */
#include <ctype.h>
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

	/* TODO: every datagram must go back, in capitals, to whoever sent it: again and again, whatever
	 * its length. */
	ssize_t got = recv(fd, data, sizeof(data), 0);
	if (got < 0) {
		perror("recv");
		return 1;
	}
	for (ssize_t i = 0; i < got; i++)
		data[i] = toupper(data[i]);
	printf("%.*s\n", (int)got, (char *)data);
	return 0;
}
