// SPDX-License-Identifier: MIT
/* Wrong on purpose: a word in front of the answer. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { HEADER_SIZE = 7 };

struct header {
	uint8_t type;
	uint16_t id;
	uint32_t length;
};

/* The reverse of 2.3: u8 type, u16 id, u32 length, in network order. */
static struct header unpack(const unsigned char *bytes)
{
	uint16_t id;
	uint32_t length;

	memcpy(&id, bytes + 1, sizeof(id));
	memcpy(&length, bytes + 3, sizeof(length));
	return (struct header){ .type = bytes[0], .id = ntohs(id), .length = ntohl(length) };
}

int main(void)
{
	unsigned char bytes[HEADER_SIZE];

	/* Fewer are no header. */
	if (fread(bytes, 1, HEADER_SIZE, stdin) != HEADER_SIZE) {
		fprintf(stderr, "the header is incomplete\n");
		return 1;
	}

	struct header header = unpack(bytes);
	printf("result: type %u, id %u, length %u\n", header.type, header.id, header.length);
	return 0;
}
