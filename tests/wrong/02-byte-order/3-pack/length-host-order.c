// SPDX-License-Identifier: MIT
/* Wrong on purpose: all three fields in their places, and none of them turned. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	unsigned char buf[7];
	uint16_t id;
	uint32_t len;

	if (argc < 4)
		return 2;
	buf[0] = atoi(argv[1]);
	id = atoi(argv[2]);
	memcpy(&buf[1], &id, 2);
	len = strtoul(argv[3], NULL, 10);
	memcpy(&buf[3], &len, 4);

	printf("%02x %02x %02x %02x %02x %02x %02x\n", buf[0], buf[1], buf[2], buf[3], buf[4],
		buf[5], buf[6]);
	return 0;
}
