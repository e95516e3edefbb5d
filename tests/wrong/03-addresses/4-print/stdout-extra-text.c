// SPDX-License-Identifier: MIT
/* Wrong on purpose: a word in front of the answer. */
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
	char text[INET6_ADDRSTRLEN];

	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)sa;
		inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
		printf("result: %s:%d\n", text, ntohs(in->sin_port));
	} else if (sa->sa_family == AF_INET6) {
		/* Brackets, because the address has colons of its own. */
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)sa;
		inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text));
		printf("[%s]:%d\n", text, ntohs(in6->sin6_port));
	} else if (sa->sa_family == AF_UNIX) {
		/* A path need not end in a NUL, and a socket without a name has no path at all. */
		const struct sockaddr_un *un = (const struct sockaddr_un *)sa;
		size_t room = length - offsetof(struct sockaddr_un, sun_path);
		if (room == 0)
			printf("local, without a name\n");
		else
			printf("local %.*s\n", (int)room, un->sun_path);
	} else {
		printf("family %d\n", sa->sa_family);
	}
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
