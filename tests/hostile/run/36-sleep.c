// SPDX-License-Identifier: MIT
// attack: Waits for nothing, for ever.
// ends: played
#include <unistd.h>

int main(void)
{
	for (;;)
		pause();
}
