// SPDX-License-Identifier: MIT
/* With the functions of <endian.h>. */
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	char *end;
	long n = argc == 2 ? strtol(argv[1], &end, 10) : -1;
	if (argc != 2 || end == argv[1] || *end || n < 0 || n > 65535) {
		fprintf(stderr, "not a port\n");
		return 1;
	}
	uint16_t big = htobe16(n);
	uint8_t bytes[2];
	memcpy(bytes, &big, 2);
	fprintf(stdout, "%02hhx %02hhx\n", bytes[0], bytes[1]);
	return EXIT_SUCCESS;
}
