// SPDX-License-Identifier: MIT
/* Wrong on purpose: the low byte first, by arithmetic. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[])
{
	char *end;
	long port;

	if (argc != 2)
		return 2;
	port = strtol(argv[1], &end, 10);
	if (*end != '\0' || port < 0 || port > 65535) {
		fprintf(stderr, "bad port: %s\n", argv[1]);
		return 1;
	}
	printf("%02x %02x\n", (unsigned)(port & 0xff), (unsigned)(port >> 8));
	return 0;
}
