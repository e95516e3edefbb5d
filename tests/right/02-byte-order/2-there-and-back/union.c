// SPDX-License-Identifier: MIT
/* A union, and the functions of <endian.h>. */
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

	union {
		uint32_t n;
		uint8_t b[4];
	} u = { .n = htobe32(n) };
	for (int i = 0; i < 4; i++)
		printf("%02x%s", u.b[i], i < 3 ? " " : "\n");
	printf("%u\n", be32toh(u.n));
	return 0;
}
