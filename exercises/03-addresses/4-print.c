// SPDX-License-Identifier: MIT
/* 3.4 Print any address: IPv4, IPv6 or local, whatever the pointer leads to. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* As accept() and getsockname() give it: the family tells what it is, `length` how much of it there is. */
static void print_address(const struct sockaddr *sa, socklen_t length)
{
	/* TODO: one line must be printed: 127.0.0.1:8080, or [::1]:8080, or "local PATH", or "local,
	 * without a name". */
	printf("family %d, %u bytes\n", sa->sa_family, length);
}

int main(int argc, char **argv)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	socklen_t un_length = offsetof(struct sockaddr_un, sun_path);

	if (argc == 3 && inet_pton(AF_INET, argv[1], &in.sin_addr) == 1) {
		in.sin_port = htons(atoi(argv[2]));
		print_address((struct sockaddr *)&in, sizeof(in));
	} else if (argc == 3 && inet_pton(AF_INET6, argv[1], &in6.sin6_addr) == 1) {
		in6.sin6_port = htons(atoi(argv[2]));
		print_address((struct sockaddr *)&in6, sizeof(in6));
	} else if (argc <= 2 && (argc == 1 || strlen(argv[1]) <= sizeof(un.sun_path))) {
		size_t path = argc == 2 ? strlen(argv[1]) : 0;
		memcpy(un.sun_path, argc == 2 ? argv[1] : "", path);
		print_address((struct sockaddr *)&un, un_length + path);
	} else {
		fprintf(stderr, "usage: %s ADDRESS PORT | PATH |\n", argv[0]);
		return 2;
	}
	return 0;
}
