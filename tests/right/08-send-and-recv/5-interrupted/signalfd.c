// SPDX-License-Identifier: MIT
/* The signal as a descriptor, in one poll() with the socket. */
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
#include <sys/signalfd.h>

int main(int argc, char **argv)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
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

	struct pollfd p[2] = { { signalfd(-1, &set, 0), POLLIN, 0 }, { fd, POLLIN, 0 } };
	long total = 0;
	for (;;) {
		if (poll(p, 2, -1) < 0)
			return 1;
		if (p[0].revents) {
			struct signalfd_siginfo si;
			if (read(p[0].fd, &si, sizeof si) == sizeof si)
				dprintf(1, "so far %ld\n", total);
		}
		if (p[1].revents) {
			char buf[500];
			ssize_t n = recv(fd, buf, sizeof buf, 0);
			if (n < 0) {
				perror("recv");
				return 1;
			}
			if (n == 0)
				break;
			total += n;
		}
	}
	dprintf(1, "all %ld\n", total);
	return 0;
}
