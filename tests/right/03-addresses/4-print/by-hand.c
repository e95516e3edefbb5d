// SPDX-License-Identifier: MIT
/* IPv4 without inet_ntop(), the path with fwrite(). */
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
	const unsigned char *raw = (const unsigned char *)sa;

	if (sa->sa_family == AF_INET)
		printf("%d.%d.%d.%d:%d\n", raw[4], raw[5], raw[6], raw[7], raw[2] << 8 | raw[3]);
	if (sa->sa_family == AF_INET6) {
		char text[INET6_ADDRSTRLEN];
		inet_ntop(AF_INET6, raw + 8, text, sizeof(text));
		printf("[%s]:%d\n", text, raw[2] << 8 | raw[3]);
	}
	if (sa->sa_family == AF_LOCAL) {
		printf("local");
		if (length == 2)
			printf(", without a name");
		else
			putchar(' ');
		fwrite(raw + 2, 1, length - 2, stdout);
		putchar('\n');
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
