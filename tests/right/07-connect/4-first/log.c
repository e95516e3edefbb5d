// SPDX-License-Identifier: MIT
/* Of every call it is said what became of it. */
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

static int said(const char *what, int result)
{
	fprintf(stderr, "%s: %s\n", what, strerror(result < 0 ? errno : 0));
	return result;
}

int main(int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[i])) };
		char buf[100];
		ssize_t n;

		inet_pton(AF_INET, argv[1], &a.sin_addr);
		int fd = said("socket", socket(AF_INET, SOCK_STREAM, 0));
		if (fd < 0)
			return 1;
		if (said("connect", connect(fd, (struct sockaddr *)&a, sizeof a)) < 0) {
			said("close", close(fd));
			continue;
		}
		while ((n = said("recv", recv(fd, buf, sizeof buf, 0))) > 0)
			fwrite(buf, 1, n, stdout);
		close(fd);
		return n < 0;
	}
	return 1;
}
