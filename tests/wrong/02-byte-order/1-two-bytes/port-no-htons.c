// SPDX-License-Identifier: MIT
/* Wrong on purpose: the bytes as this machine keeps them. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[])
{
	char *end;
	long port;
	uint16_t net;
	unsigned char *p = (unsigned char *)&net;

	if (argc != 2)
		return 2;
	port = strtol(argv[1], &end, 10);
	if (*end != '\0' || port < 0 || port > 65535) {
		fprintf(stderr, "bad port: %s\n", argv[1]);
		return 1;
	}
	net = port;
	printf("%02x %02x\n", p[0], p[1]);
	return 0;
}
