// SPDX-License-Identifier: MIT
/* A union of the number and its bytes. */
#include <netinet/in.h>
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
	union {
		uint16_t number;
		uint8_t byte[2];
	} u = { .number = htons(n) };
	printf("%.2x %.2x\n", u.byte[0], u.byte[1]);
	return 0;
}
