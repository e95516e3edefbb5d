// SPDX-License-Identifier: MIT
/* Arithmetic instead of memory: right on every machine, without htons(). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	char *end;
	long n = argc == 2 ? strtol(argv[1], &end, 10) : -1;
	if (argc != 2 || end == argv[1] || *end || n < 0 || n > 65535) {
		fprintf(stderr, "not a port\n");
		return 1;
	}
	printf("%02lx %02lx\n", n >> 8, n & 0xff);
	return 0;
}
