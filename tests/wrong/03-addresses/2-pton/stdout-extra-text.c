// SPDX-License-Identifier: MIT
/* Wrong on purpose: a word in front of the answer. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s ADDRESS\n", argv[0]);
		return 2;
	}

	/* 1 is yes. 0 is "not an address", -1 "no such family": neither has filled anything in. */
	struct in_addr address;
	if (inet_pton(AF_INET, argv[1], &address) != 1) {
		fprintf(stderr, "%s: not an IPv4 address\n", argv[1]);
		return 1;
	}

	unsigned char byte[4];
	memcpy(byte, &address, sizeof(byte));
	printf("result: %02x %02x %02x %02x\n", byte[0], byte[1], byte[2], byte[3]);
	return 0;
}
