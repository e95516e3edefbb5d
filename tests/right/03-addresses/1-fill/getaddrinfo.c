// SPDX-License-Identifier: MIT
/* Whatever getaddrinfo() makes of it. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void show(const struct sockaddr_in *address)
{
	unsigned char port[2], host[4];

	memcpy(port, &address->sin_port, sizeof(port));
	memcpy(host, &address->sin_addr, sizeof(host));
	printf("family %s\n", address->sin_family == AF_INET ? "AF_INET" : "?");
	printf("port %02x %02x\n", port[0], port[1]);
	printf("address %d.%d.%d.%d\n", host[0], host[1], host[2], host[3]);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *list;
	int rc = getaddrinfo("127.0.0.1", argv[1], &hints, &list);
	if (rc != 0) {
		fprintf(stderr, "%s\n", gai_strerror(rc));
		return 1;
	}
	show((struct sockaddr_in *)list->ai_addr);
	freeaddrinfo(list);
	return 0;
}
