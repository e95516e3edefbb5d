// SPDX-License-Identifier: MIT
/* connect() and recv() that never block; poll() waits. */
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
#include <fcntl.h>
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
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int why = 0;
	socklen_t size = sizeof(why);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 && errno != EINPROGRESS)
		why = errno;
	else if (poll(&p, 1, -1) != 1 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &size) < 0)
		why = errno;
	if (why) {
		fprintf(stderr, "connect: %s\n", strerror(why));
		return 1;
	}
	char buf[777];
	for (p.events = POLLIN; poll(&p, 1, -1) == 1;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		if (n < 0 && errno == EAGAIN)
			continue;
		if (n < 0) {
			perror("recv");
			return 1;
		}
		if (n == 0)
			break;
		fwrite(buf, 1, n, stdout);
	}
	return 0;
}
