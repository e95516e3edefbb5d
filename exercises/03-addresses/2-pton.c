// SPDX-License-Identifier: MIT
/* 3.2 From text to address: four bytes, or a refusal. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s ADDRESS\n", argv[0]);
		return 2;
	}

	/* TODO: address must hold what argv[1] says. What is not an IPv4 address must be refused, with a
	 * word on standard error and exit status 1. */
	struct in_addr address = { 0 };

	unsigned char byte[4];
	memcpy(byte, &address, sizeof(byte));
	printf("%02x %02x %02x %02x\n", byte[0], byte[1], byte[2], byte[3]);
	return 0;
}
