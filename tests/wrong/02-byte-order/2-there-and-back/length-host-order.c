// SPDX-License-Identifier: MIT
/* Wrong on purpose: the number is turned on its way out, and not on its way in. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[])
{
	if (argc != 2)
		return 2;

	uint32_t n = htonl(strtoul(argv[1], NULL, 10));
	unsigned char *p = (unsigned char *)&n;

	printf("%02x %02x %02x %02x\n", p[0], p[1], p[2], p[3]);
	printf("%u\n", n);
	return 0;
}
