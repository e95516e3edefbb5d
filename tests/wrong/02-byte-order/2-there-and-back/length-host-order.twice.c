// SPDX-License-Identifier: MIT
/* Wrong on purpose: turned by hand and by htonl(), which is not at all. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t reverse(uint32_t n)
{
	return n >> 24 | (n >> 8 & 0xff00) | (n << 8 & 0xff0000) | n << 24;
}

int main(int argc, char *argv[])
{
	uint32_t number = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
	uint32_t network = htonl(reverse(number));

	for (int i = 0; i < 4; i++)
		printf("%02x%s", ((unsigned char *)&network)[i], i < 3 ? " " : "\n");
	printf("%u\n", reverse(ntohl(network)));
	return 0;
}
