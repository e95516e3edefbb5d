// SPDX-License-Identifier: MIT
/* 3.3 From inet_addr() to inet_pton(): which lines of our input are addresses? */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	char line[256];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';

		struct in_addr address;
		if (inet_pton(AF_INET, line, &address) != 1) {
			printf("not an address\n");
			continue;
		}

		char text[INET_ADDRSTRLEN];
		if (!inet_ntop(AF_INET, &address, text, sizeof(text))) {
			perror("inet_ntop");
			return 1;
		}
		printf("%s\n", text);
	}
	return 0;
}
