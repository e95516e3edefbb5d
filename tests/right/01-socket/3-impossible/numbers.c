// SPDX-License-Identifier: MIT
/* Protocols by their numbers. */
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

	int type = argc == 3 && argv[1][0] == 's' ? SOCK_STREAM : SOCK_DGRAM;
	int s = socket(AF_INET, type, argc == 3 && argv[2][0] == 't' ? 6 : 17);
	if (s == -1) {
		fprintf(stderr, "%s by %s: %s\n", argv[1], argv[2], strerror(errno));
		exit(EXIT_FAILURE);
	}
	puts("possible");
	exit(EXIT_SUCCESS);
}
