// SPDX-License-Identifier: MIT
/* 2.3 Pack: a header of one, two and four bytes, without a gap. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_SIZE = 7 };

/* u8 type, u16 id, u32 length, in network order: what Python's struct module calls "!BHI". */
static void pack(unsigned char *header, uint8_t type, uint16_t id, uint32_t length)
{
	uint16_t id_travelling = htons(id);
	uint32_t length_travelling = htonl(length);

	/* memcpy() puts a number anywhere; a cast pointer might not (an odd address). */
	header[0] = type;
	memcpy(header + 1, &id_travelling, sizeof(id_travelling));
	memcpy(header + 3, &length_travelling, sizeof(length_travelling));
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: %s TYPE ID LENGTH\n", argv[0]);
		return 2;
	}

	unsigned char header[HEADER_SIZE] = { 0 };
	pack(header, strtoul(argv[1], NULL, 10), strtoul(argv[2], NULL, 10),
		strtoul(argv[3], NULL, 10));

	for (int i = 0; i < HEADER_SIZE; i++)
		printf("%02x%c", header[i], i < HEADER_SIZE - 1 ? ' ' : '\n');
	return 0;
}
