// SPDX-License-Identifier: MIT
// attack: Wakes up a thousand times a second and never does anything.
// ends: deadline|played
#include <poll.h>

int main(void)
{
	for (;;)
		poll(0, 0, 1);
}
