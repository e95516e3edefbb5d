// SPDX-License-Identifier: MIT
/* A while loop that counts down. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	if (argc != 2)
		errx(2, "usage: leak COUNT");
	const int wanted = atoi(argv[1]);
	int left = wanted;
	while (left-- > 0) {
		int s;
		if ((s = socket(PF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
			err(1, "socket");
		if (close(s))
			err(1, "close");
	}
	return printf("%d sockets\n", wanted) < 0;
}
