// SPDX-License-Identifier: MIT
/* Wrong on purpose: the port as a plain number. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(const struct sockaddr_in *address)
{
	unsigned char port[2], host[4];

	memcpy(port, &address->sin_port, sizeof(port));
	memcpy(host, &address->sin_addr, sizeof(host));
	printf("family %s\n", address->sin_family == AF_INET ? "AF_INET" : "?");
	printf("port %02x %02x\n", port[0], port[1]);
	printf("address %d.%d.%d.%d\n", host[0], host[1], host[2], host[3]);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in addr;

	memset(&addr, 0, sizeof(addr));
	addr.sin_family = AF_INET;
	addr.sin_port = atoi(argv[1]);
	addr.sin_addr.s_addr = inet_addr("127.0.0.1");
	show(&addr);
	return argc != 2;
}
