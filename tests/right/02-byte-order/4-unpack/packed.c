// SPDX-License-Identifier: MIT
/* Straight into a packed struct. */
#include <arpa/inet.h>
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{

	struct __attribute__((packed)) {
		uint8_t type;
		uint16_t id;
		uint32_t length;
	} h;
	(void)argc;
	(void)argv;
	if (fread(&h, sizeof h, 1, stdin) < 1) {
		fputs("incomplete\n", stderr);
		exit(1);
	}
	printf("type %d, id %d, length %u\n", h.type, be16toh(h.id), be32toh(h.length));
	return 0;
}
