// SPDX-License-Identifier: MIT
/* AI_PASSIVE or not. */
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

	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *res;
	if (argc != 3)
		return 2;
	if (strcmp(argv[2], "everywhere") == 0)
		hints.ai_flags = AI_PASSIVE;
	if (getaddrinfo(NULL, argv[1], &hints, &res) != 0)
		return 1;
	int s = socket(res->ai_family, res->ai_socktype, res->ai_protocol);
	if (s == -1 || bind(s, res->ai_addr, res->ai_addrlen) == -1) {
		perror("bind");
		return 1;
	}
	freeaddrinfo(res);
	if (listen(s, 5) == -1)
		return 1;
	while (getchar() != EOF)
		;
	close(s);
	return 0;
}
