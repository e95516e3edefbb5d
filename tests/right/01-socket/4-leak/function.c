// SPDX-License-Identifier: MIT
/* The socket lives and dies in a function. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int try_one(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	if (fd == -1)
		return -1;
	return close(fd);
}

int main(int argc, char **argv)
{
	long n = argc > 1 ? strtol(argv[1], NULL, 10) : 0;

	for (long i = 0; i < n; i++) {
		if (try_one() == -1) {
			perror("socket");
			return 1;
		}
	}
	printf("%ld sockets\n", n);
	return 0;
}
