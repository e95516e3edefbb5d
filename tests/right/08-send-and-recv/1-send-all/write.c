// SPDX-License-Identifier: MIT
/* write(), with a pointer that moves; SIGPIPE ignored. */
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

	signal(SIGPIPE, SIG_IGN);
	char buf[8192], *p;
	ssize_t n, k;
	while ((n = read(0, buf, sizeof buf)) > 0) {
		for (p = buf; n > 0; p += k, n -= k) {
			k = write(fd, p, n);
			if (k < 0) {
				perror("write");
				return 1;
			}
		}
	}
	close(fd);
	return 0;
}
