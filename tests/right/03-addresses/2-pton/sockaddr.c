// SPDX-License-Identifier: MIT
/* Into the field of a whole address. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };

	if (argc < 2 || inet_pton(AF_INET, argv[1], &sa.sin_addr) <= 0) {
		fprintf(stderr, "bad address\n");
		exit(EXIT_FAILURE);
	}
	uint32_t h = ntohl(sa.sin_addr.s_addr);
	printf("%02x %02x %02x %02x\n", h >> 24, h >> 16 & 255, h >> 8 & 255, h & 255);
	return 0;
}
