// SPDX-License-Identifier: MIT
/* The host from text. */
#include <arpa/inet.h>
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
	struct sockaddr_in a = { 0 };
	a.sin_family = AF_INET;
	a.sin_port = htons((unsigned short)strtoul(argv[1], NULL, 0));
	if (inet_pton(AF_INET, "127.0.0.1", &a.sin_addr) != 1)
		return 1;
	show(&a);
	return 0;
}
