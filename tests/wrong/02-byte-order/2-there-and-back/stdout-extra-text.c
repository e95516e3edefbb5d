// SPDX-License-Identifier: MIT
/* Wrong on purpose: a word in front of the answer. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	char *end = NULL;

	errno = 0;
	unsigned long long number = argc == 2 ? strtoull(argv[1], &end, 10) : 0;
	if (argc != 2 || *argv[1] == '-' || end == argv[1] || *end || errno ||
		number > UINT32_MAX) {
		fprintf(stderr, "usage: %s NUMBER (0 to %u)\n", argv[0], UINT32_MAX);
		return 2;
	}

	/* On our side: into the order of the network, and onto the wire. */
	uint32_t travelling = htonl(number);
	unsigned char wire[4];
	memcpy(wire, &travelling, sizeof(wire));
	printf("result: %02x %02x %02x %02x\n", wire[0], wire[1], wire[2], wire[3]);

	/* On the other side: from the wire, and into the order of that machine. */
	uint32_t arrived;
	memcpy(&arrived, wire, sizeof(arrived));
	printf("%u\n", ntohl(arrived));
	return 0;
}
