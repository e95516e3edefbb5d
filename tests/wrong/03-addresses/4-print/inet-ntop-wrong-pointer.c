// SPDX-License-Identifier: MIT
/* Wrong on purpose: inet_ntop() is given the structure instead of the address in it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static void print_address(const struct sockaddr *sa, socklen_t length)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (sa->sa_family == AF_INET) {
		inet_ntop(AF_INET, sa, text, sizeof(text));
		printf("%s:%d\n", text, ntohs(((struct sockaddr_in *)sa)->sin_port));
	} else if (sa->sa_family == AF_INET6) {
		inet_ntop(AF_INET6, sa, text, sizeof(text));
		printf("[%s]:%d\n", text, ntohs(((struct sockaddr_in6 *)sa)->sin6_port));
	} else if (length > offsetof(struct sockaddr_un, sun_path)) {
		printf("local %.*s\n", (int)(length - offsetof(struct sockaddr_un, sun_path)),
			((struct sockaddr_un *)sa)->sun_path);
	} else {
		printf("local, without a name\n");
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
