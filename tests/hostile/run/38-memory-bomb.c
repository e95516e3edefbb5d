// SPDX-License-Identifier: MIT
// attack: Takes memory until there is none.
// ends: played|deadline|broke
// shows: memory
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	for (int i = 0; i < 4000; i++) {
		char *p = malloc(1 << 20);
		if (!p)
			break;
		memset(p, i, 1 << 20);
	}
	puts("ESCAPED: four gigabytes");
	return 0;
}
