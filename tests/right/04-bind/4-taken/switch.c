// SPDX-License-Identifier: MIT
/* A switch over errno. */
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
	if (argc != 2)
		return 2;
	int s = socket(AF_INET, SOCK_STREAM, 0), why = 0;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])) };
	if (bind(s, (struct sockaddr *)&a, sizeof a) == -1)
		why = errno;
	close(s);
	switch (why) {
	case 0: printf("port %s is free\n", argv[1]); return 0;
	case EADDRINUSE: fprintf(stderr, "port %s is taken\n", argv[1]); return 1;
	default: fprintf(stderr, "bind: %s\n", strerror(why)); return 1;
	}
}
