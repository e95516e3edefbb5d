// SPDX-License-Identifier: MIT
/* Header and text in one piece. */
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
#include <stdint.h>

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: %s HOST PORT TEXT\n", argv[0]);
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

	size_t n = strlen(argv[3]);
	char *all = malloc(7 + n);
	uint16_t id = htons(258);
	uint32_t length = htonl(n);
	all[0] = 1;
	memcpy(all + 1, &id, 2);
	memcpy(all + 3, &length, 4);
	memcpy(all + 7, argv[3], n);
	if (send(fd, all, 7 + n, MSG_NOSIGNAL) != (ssize_t)(7 + n))
		return 1;
	free(all);
	close(fd);
	return 0;
}
