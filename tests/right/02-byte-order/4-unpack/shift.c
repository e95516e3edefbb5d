// SPDX-License-Identifier: MIT
/* Byte after byte, with getchar(). */
#include <arpa/inet.h>
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{

	unsigned b[7];
	(void)argc;
	(void)argv;
	for (int i = 0; i < 7; i++) {
		int c = getchar();
		if (c == EOF) {
			fprintf(stderr, "short\n");
			return 1;
		}
		b[i] = c;
	}
	printf("type %u, id %u, length %u\n", b[0], b[1] << 8 | b[2],
		b[3] << 24 | b[4] << 16 | b[5] << 8 | b[6]);
	return 0;
}
