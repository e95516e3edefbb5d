// SPDX-License-Identifier: MIT
/* Wrong on purpose: nobody asks whether it was understood. */
#include <arpa/inet.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	struct in_addr a = { 0 };
	unsigned char *b = (unsigned char *)&a;

	if (argc > 1)
		inet_pton(AF_INET, argv[1], &a);
	printf("%02x %02x %02x %02x\n", b[0], b[1], b[2], b[3]);
	return 0;
}
