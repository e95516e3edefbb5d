// SPDX-License-Identifier: MIT
/* Looks at the travelling number through an unsigned char pointer. */
#include <arpa/inet.h>
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
	uint16_t net = htons((uint16_t)n);
	const unsigned char *p = (const unsigned char *)&net;
	for (size_t i = 0; i < sizeof(net); i++)
		printf("%s%02x", i ? " " : "", p[i]);
	putchar('\n');
	return 0;
}
