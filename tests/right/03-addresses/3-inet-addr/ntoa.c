// SPDX-License-Identifier: MIT
/* inet_pton() in, inet_ntoa() out. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void)
{
	char buf[512];
	struct in_addr addr;

	while (fgets(buf, sizeof(buf), stdin) != NULL) {
		size_t len = strlen(buf);
		if (len && buf[len - 1] == '\n')
			buf[len - 1] = 0;
		switch (inet_pton(AF_INET, buf, &addr)) {
		case 1: printf("%s\n", inet_ntoa(addr)); break;
		default: printf("not an address\n");
		}
	}
	return ferror(stdin) != 0;
}
