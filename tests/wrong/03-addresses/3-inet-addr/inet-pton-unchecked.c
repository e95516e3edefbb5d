// SPDX-License-Identifier: MIT
/* Wrong on purpose: inet_addr() was replaced, and the test for -1 was kept. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	char line[256], text[INET_ADDRSTRLEN];

	while (fgets(line, sizeof(line), stdin)) {
		struct in_addr address = { 0 };

		line[strcspn(line, "\n")] = '\0';
		if (inet_pton(AF_INET, line, &address) == -1) {
			printf("not an address\n");
			continue;
		}
		printf("%s\n", inet_ntop(AF_INET, &address, text, sizeof(text)));
	}
	return 0;
}
