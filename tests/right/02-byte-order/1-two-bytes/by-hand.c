// SPDX-License-Identifier: MIT
/* Writes hexadecimal digits by hand, straight to the descriptor. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char *end;
	long n = argc == 2 ? strtol(argv[1], &end, 10) : -1;
	if (argc != 2 || end == argv[1] || *end || n < 0 || n > 65535) {
		fprintf(stderr, "not a port\n");
		return 1;
	}
	static const char digit[] = "0123456789abcdef";
	char out[] = { digit[n >> 12], digit[n >> 8 & 15], ' ', digit[n >> 4 & 15], digit[n & 15],
		'\n' };
	return write(STDOUT_FILENO, out, sizeof(out)) == sizeof(out) ? 0 : 1;
}
