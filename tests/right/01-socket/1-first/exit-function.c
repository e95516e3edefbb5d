// SPDX-License-Identifier: MIT
/* Cleans up in a function of its own, called at exit. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd = -1;

static void clean_up(void)
{
	if (fd >= 0)
		close(fd);
}

int main(void)
{
	atexit(clean_up);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	puts("open");
	return 0;
}
