// SPDX-License-Identifier: MIT
/* Wrong on purpose: the id is turned, the length is not. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *put(unsigned char *at, const void *what, size_t size)
{
	memcpy(at, what, size);
	return at + size;
}

int main(int argc, char **argv)
{
	unsigned char header[7], *p = header;

	if (argc != 4)
		return 2;

	uint8_t type = atoi(argv[1]);
	uint16_t id = htons(atoi(argv[2]));
	uint32_t length = strtoul(argv[3], NULL, 10);

	p = put(p, &type, sizeof(type));
	p = put(p, &id, sizeof(id));
	put(p, &length, sizeof(length));

	for (size_t i = 0; i < sizeof(header); i++)
		printf("%02x%c", header[i], i == sizeof(header) - 1 ? '\n' : ' ');
	return 0;
}
