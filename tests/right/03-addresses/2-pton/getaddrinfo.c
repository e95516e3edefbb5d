// SPDX-License-Identifier: MIT
/* By getaddrinfo(), with what it believes too readily kept out. */
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_flags = AI_NUMERICHOST }, *list;
	int dots = 0;

	for (const char *p = argc == 2 ? argv[1] : ""; *p; p++)
		dots += *p == '.';
	if (dots != 3 || getaddrinfo(argv[1], NULL, &hints, &list) != 0) {
		fputs("not an address\n", stderr);
		return 1;
	}
	unsigned char b[4];
	memcpy(b, &((struct sockaddr_in *)list->ai_addr)->sin_addr, 4);
	freeaddrinfo(list);
	return printf("%02x %02x %02x %02x\n", b[0], b[1], b[2], b[3]) < 0;
}
