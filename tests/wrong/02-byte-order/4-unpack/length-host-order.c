// SPDX-License-Identifier: MIT
/* Wrong on purpose: what came is believed to be in this machine's order. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	unsigned char bytes[7];
	uint16_t id;
	uint32_t length;

	if (read(0, bytes, sizeof(bytes)) != 7) {
		fprintf(stderr, "too short\n");
		return 1;
	}
	memcpy(&id, bytes + 1, 2);
	memcpy(&length, bytes + 3, 4);
	printf("type %d, id %d, length %u\n", bytes[0], id, length);
	return 0;
}
