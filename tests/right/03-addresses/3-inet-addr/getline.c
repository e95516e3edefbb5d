// SPDX-License-Identifier: MIT
/* getline(), and the text printed as it stood. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, stdin)) >= 0) {
		if (n > 0 && line[n - 1] == '\n')
			line[--n] = 0;
		struct in_addr a;
		puts(inet_pton(AF_INET, line, &a) == 1 ? line : "not an address");
	}
	free(line);
	return 0;
}
