// SPDX-License-Identifier: MIT
/* Four numbers by sscanf(), written again and compared. */
#include <stdio.h>
#include <string.h>

int main(void)
{
	char line[1000], again[64];
	unsigned a, b, c, d;

	while (fgets(line, sizeof line, stdin)) {
		char *end = strchr(line, '\n');
		if (end)
			*end = '\0';
		again[0] = '\0';
		if (sscanf(line, "%3u.%3u.%3u.%3u", &a, &b, &c, &d) == 4 && (a | b | c | d) < 256)
			snprintf(again, sizeof again, "%u.%u.%u.%u", a, b, c, d);
		printf("%s\n", again[0] && strcmp(again, line) == 0 ? line : "not an address");
	}
	return 0;
}
