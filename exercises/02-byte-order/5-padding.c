// SPDX-License-Identifier: MIT
/* 2.5 Padding: send the header of a message, seven bytes, and then the message.
 *
 * This program has a fault: the other side gets eight bytes, and not those that it expects. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct header {
	uint8_t type;
	uint16_t id;
	uint32_t length;
};

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 4 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT TEXT\n", argv[0]);
		return 2;
	}
	server.sin_port = htons(port);

	/* Lesson 7 tells of connect(). */
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 1;
	}

	struct header header = { .type = 1, .id = 258, .length = strlen(argv[3]) };

	/* TODO: seven bytes must be sent: type, id and length in network order, and nothing in between. */
	if (send(fd, &header, sizeof(header), MSG_NOSIGNAL) < 0 ||
		send(fd, argv[3], header.length, MSG_NOSIGNAL) < 0) {
		perror("send");
		return 1;
	}
	close(fd);
	return 0;
}
