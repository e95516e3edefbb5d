// SPDX-License-Identifier: MIT
/* MSG_WAITALL: full buckets, and a last one. */
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
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}

	char buf[777];
	ssize_t n;
	do {
		n = recv(fd, buf, sizeof buf, MSG_WAITALL);
		if (n < 0) {
			perror("recv");
			return 1;
		}
		for (ssize_t i = 0; i < n; i++)
			putchar(buf[i]);
	} while (n > 0);
	close(fd);
	return 0;
}
