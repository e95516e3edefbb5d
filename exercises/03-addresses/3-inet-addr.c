// SPDX-License-Identifier: MIT
/* 3.3 From inet_addr() to inet_pton(): which lines of our input are addresses?
 *
 * This program has a fault, and more than one line shows it. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	char line[256];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';

		/* TODO: every address in dotted form must be taken, and nothing else. */
		struct in_addr address = { .s_addr = inet_addr(line) };
		if (address.s_addr == INADDR_NONE) {
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
