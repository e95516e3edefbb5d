// SPDX-License-Identifier: MIT
/* Wrong on purpose: a heading before the first answer. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	char line[256];
	struct in_addr address;

	printf("Addresses:\n");
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (inet_pton(AF_INET, line, &address) == 1)
			printf("%s\n", inet_ntoa(address));
		else
			printf("not an address\n");
	}
	return 0;
}
