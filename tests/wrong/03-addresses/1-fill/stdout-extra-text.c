// SPDX-License-Identifier: MIT
/* Wrong on purpose: a word in front of the answer. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The fields as they lie in memory, which is how bind() and connect() would take them. */
static void show(const struct sockaddr_in *address)
{
	unsigned char port[2], host[4];

	memcpy(port, &address->sin_port, sizeof(port));
	memcpy(host, &address->sin_addr, sizeof(host));
	printf("result: family %s\n", address->sin_family == AF_INET ? "AF_INET" : "?");
	printf("port %02x %02x\n", port[0], port[1]);
	printf("address %d.%d.%d.%d\n", host[0], host[1], host[2], host[3]);
}

int main(int argc, char **argv)
{
	int port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}

	/* What is not named is zero: sin_zero, which only fills up to the size of struct sockaddr. */
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	show(&address);
	return 0;
}
