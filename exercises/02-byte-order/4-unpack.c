// SPDX-License-Identifier: MIT
/* 2.4 Unpack: seven bytes of our input, and what they mean. */
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
	/* TODO: the three numbers must be those that 2.3 has packed. */
	return (struct header){ .type = bytes[0] };
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
	printf("type %u, id %u, length %u\n", header.type, header.id, header.length);
	return 0;
}
