// SPDX-License-Identifier: MIT
/* Both directions at once: poll() on the input and on the socket. */
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
#include <poll.h>

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

	long owed = 0;
	struct pollfd p[2] = { { .fd = 0, .events = POLLIN }, { .fd = fd, .events = POLLIN } };
	char buf[4096];
	while (p[0].fd >= 0 || owed > 0) {
		if (poll(p, 2, -1) < 0) {
			perror("poll");
			return 1;
		}
		if (p[1].revents) {
			ssize_t n = recv(fd, buf, sizeof(buf), 0);
			if (n <= 0) {
				fprintf(stderr, "connection lost\n");
				return 1;
			}
			owed -= n;
			if (write(1, buf, n) != n)
				return 1;
		}
		if (p[0].fd >= 0 && p[0].revents) {
			ssize_t n = read(0, buf, sizeof(buf));
			if (n <= 0) {
				p[0].fd = -1;
				shutdown(fd, SHUT_WR);
				continue;
			}
			if (send(fd, buf, n, MSG_NOSIGNAL) != n) {
				perror("send");
				return 1;
			}
			owed += n;
		}
	}
	close(fd);
	return 0;
}
