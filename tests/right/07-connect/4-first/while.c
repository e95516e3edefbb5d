// SPDX-License-Identifier: MIT
/* Counts its arguments down. */
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
	struct sockaddr_in a;
	if (argc < 3)
		return 2;
	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = inet_addr(argv[1]);
	argv += 2;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	while (*argv) {
		a.sin_port = htons(strtol(*argv, NULL, 10));
		if (!connect(fd, (struct sockaddr *)&a, sizeof a))
			break;
		perror(*argv++);
		close(fd);
		if (*argv && (fd = socket(AF_INET, SOCK_STREAM, 0)) < 0)
			return 1;
	}
	if (!*argv)
		exit(1);

	char buf[300];
	ssize_t n;
	while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
		if (write(1, buf, n) != n)
			return 1;
	if (n < 0) {
		perror("recv");
		return 1;
	}
	close(fd);
	return 0;
}
