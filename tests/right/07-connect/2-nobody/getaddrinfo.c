// SPDX-License-Identifier: MIT
/* By getaddrinfo(), one address. */
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
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST }, *a;
	if (argc != 3 || getaddrinfo(argv[1], argv[2], &hints, &a) != 0)
		return 2;
	int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
	int rc = connect(fd, a->ai_addr, a->ai_addrlen), why = errno;
	freeaddrinfo(a);
	if (rc == 0)
		return printf("somebody listens on port %s of %s\n", argv[2], argv[1]) < 0;
	if (why == ECONNREFUSED)
		fprintf(stderr, "nobody listens on port %s of %s\n", argv[2], argv[1]);
	else if (why == ENETUNREACH || why == EHOSTUNREACH)
		fprintf(stderr, "there is no way to %s\n", argv[1]);
	else
		fprintf(stderr, "connect: %s\n", strerror(why));
	return 1;
}
