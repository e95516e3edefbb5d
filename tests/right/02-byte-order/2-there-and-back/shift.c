// SPDX-License-Identifier: MIT
/* Arithmetic in both directions. */
#include <arpa/inet.h>
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	char *end;
	unsigned long n = argc == 2 ? strtoul(argv[1], &end, 10) : 0;
	if (argc != 2 || *end || n > 0xffffffffUL) {
		fprintf(stderr, "a number, please\n");
		return 2;
	}

	unsigned char b[4] = { n >> 24, n >> 16, n >> 8, n };
	printf("%02x %02x %02x %02x\n", b[0], b[1], b[2], b[3]);
	printf("%u\n", (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3]);
	return 0;
}
