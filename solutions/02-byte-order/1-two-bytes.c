// SPDX-License-Identifier: MIT
/* 2.1 Two bytes: a port number, byte by byte, as it travels. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number in the text if it is one of a port, else -1. */
static long port_in(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	return *text != '\0' && *end == '\0' && number >= 0 && number <= 65535 ? number : -1;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	long port = port_in(argv[1]);
	if (port < 0) {
		fprintf(stderr, "%s: not a port: a number from 0 to 65535 is wanted\n", argv[1]);
		return 1;
	}

	uint16_t travelling = htons(port);

	/* memcpy shows the bytes as they lie in memory, which is how send() would take them. */
	unsigned char byte[2];
	memcpy(byte, &travelling, sizeof(byte));
	printf("%02x %02x\n", byte[0], byte[1]);
	return 0;
}
