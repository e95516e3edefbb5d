// SPDX-License-Identifier: MIT
/* Wrong on purpose: ntohs() for the id, and nothing for the length. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	unsigned char in[7];
	uint16_t id;
	uint32_t length;

	if (fread(in, 7, 1, stdin) < 1) {
		fprintf(stderr, "incomplete\n");
		return 1;
	}
	memcpy(&id, in + 1, sizeof(id));
	memcpy(&length, in + 3, sizeof(length));
	printf("type %u, id %u, length %u\n", in[0], ntohs(id), length);
	return 0;
}
