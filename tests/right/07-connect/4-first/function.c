// SPDX-License-Identifier: MIT
/* A function that makes one try. */
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

static int try(const char *host, const char *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
	int fd;

	if (inet_pton(AF_INET, host, &a.sin_addr) != 1)
		return -1;
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (void *)&a, sizeof a) == 0)
		return fd;
	fprintf(stderr, "port %s: %s\n", port, strerror(errno));
	close(fd);
	return -1;
}

int main(int argc, char **argv)
{
	int fd = -1;
	for (int i = 2; i < argc; i++)
		if ((fd = try(argv[1], argv[i])) >= 0)
			break;
	if (fd < 0)
		return 1;

	char buf[200];
	ssize_t n;
	while ((n = read(fd, buf, sizeof buf)) > 0)
		if (write(1, buf, n) != n)
			return 1;
	if (n < 0) {
		perror("read");
		return 1;
	}
	close(fd);
	return 0;
}
