// SPDX-License-Identifier: MIT
// attack: Takes memory that it shares with its children.
// ends: played|deadline|broke
// shows: memory
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	for (int i = 0; i < 64; i++) {
		char *p = mmap(0, 64 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			break;
		memset(p, i, 64 << 20);
	}
	puts("ESCAPED: four gigabytes");
	return 0;
}
