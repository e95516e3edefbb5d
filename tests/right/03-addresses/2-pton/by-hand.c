// SPDX-License-Identifier: MIT
/* A parser of its own, strict. */
#include <ctype.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	const char *p = argc == 2 ? argv[1] : "";
	int part[4];

	for (int i = 0; i < 4; i++) {
		int digits = 0, n = 0;
		while (isdigit((unsigned char)*p) && digits < 4) {
			n = n * 10 + *p++ - '0';
			digits++;
		}
		if (digits < 1 || digits > 3 || n > 255 || *p != (i < 3 ? '.' : '\0')) {
			fprintf(stderr, "no address: %s\n", p);
			return 1;
		}
		part[i] = n;
		p++;
	}
	printf("%02x %02x %02x %02x\n", part[0], part[1], part[2], part[3]);
	return 0;
}
