// SPDX-License-Identifier: MIT
/* Wrong on purpose: a word in front of the answer. */
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

	printf("result: %02lx %02lx %02lx %02lx %02lx %02lx %02lx\n", type, id >> 8, id & 255,
		length >> 24, length >> 16 & 255, length >> 8 & 255, length & 255);
	return 0;
}
