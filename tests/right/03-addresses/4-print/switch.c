// SPDX-License-Identifier: MIT
/* A switch, and copies instead of casts. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static void print_address(const struct sockaddr *sa, socklen_t length)
{
	char host[64];
	union {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
		char room[sizeof(struct sockaddr_un) + 1];
	} u;

	memset(&u, 0, sizeof(u));
	memcpy(&u, sa, length);
	switch (sa->sa_family) {
	case AF_INET:
		printf("%s:%u\n", inet_ntop(AF_INET, &u.in.sin_addr, host, sizeof host),
			ntohs(u.in.sin_port));
		return;
	case AF_INET6:
		printf("[%s]:%u\n", inet_ntop(AF_INET6, &u.in6.sin6_addr, host, sizeof host),
			ntohs(u.in6.sin6_port));
		return;
	case AF_UNIX:
		if (length <= offsetof(struct sockaddr_un, sun_path))
			puts("local, without a name");
		else
			printf("local %s\n", u.room + offsetof(struct sockaddr_un, sun_path));
		return;
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
