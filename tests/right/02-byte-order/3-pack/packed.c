// SPDX-License-Identifier: MIT
/* A packed struct, its members in network order. */
#include <arpa/inet.h>
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	unsigned long type, id, length;
	if (argc != 4)
		return 2;
	type = strtoul(argv[1], NULL, 10);
	id = strtoul(argv[2], NULL, 10);
	length = strtoul(argv[3], NULL, 10);

	struct __attribute__((packed)) {
		uint8_t type;
		uint16_t id;
		uint32_t length;
	} h = { type, htons(id), htonl(length) };
	unsigned char raw[7];
	_Static_assert(sizeof h == sizeof raw, "no gap");
	memcpy(raw, &h, 7);
	for (int i = 0; i < 7; i++)
		printf(i ? " %02x" : "%02x", raw[i]);
	puts("");
	return 0;
}
