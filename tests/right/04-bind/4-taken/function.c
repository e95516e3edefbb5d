// SPDX-License-Identifier: MIT
/* A function that asks. */
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

static int taken(int port)
{
	struct sockaddr_in a;
	int s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = INADDR_ANY;
	a.sin_port = htons(port);
	return bind(s, (struct sockaddr *)&a, sizeof a);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	int port = atoi(argv[1]);
	if (taken(port)) {
		if (errno != EADDRINUSE) {
			perror("bind");
			exit(1);
		}
		fprintf(stderr, "port %d is taken\n", port);
		exit(1);
	}
	printf("port %d is free\n", port);
	exit(0);
}
