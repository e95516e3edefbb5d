// SPDX-License-Identifier: MIT
/* Fills in an address and looks at its port field. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	char *end;
	long n = argc == 2 ? strtol(argv[1], &end, 10) : -1;
	if (argc != 2 || end == argv[1] || *end || n < 0 || n > 65535) {
		fprintf(stderr, "not a port\n");
		return 1;
	}
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(n) };
	unsigned char *port = (unsigned char *)&sa.sin_port;
	printf("%02x %02x\n", port[0], port[1]);
	return 0;
}
