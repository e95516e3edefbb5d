// SPDX-License-Identifier: MIT
/* Wrong on purpose: a struct, printed as it lies in memory. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header {
	uint8_t type;
	uint16_t id;
	uint32_t length;
};

int main(int argc, char **argv)
{
	struct header h;
	unsigned char *bytes = (unsigned char *)&h;

	if (argc != 4)
		return 2;
	memset(&h, 0, sizeof(h));
	h.type = atoi(argv[1]);
	h.id = htons(atoi(argv[2]));
	h.length = htonl(strtoul(argv[3], NULL, 10));

	for (size_t i = 0; i < sizeof(h); i++)
		printf("%02x%s", bytes[i], i + 1 < sizeof(h) ? " " : "\n");
	return 0;
}
