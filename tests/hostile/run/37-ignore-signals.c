// SPDX-License-Identifier: MIT
// attack: Ignores every signal that can be ignored, and starts again what is left.
// ends: deadline
#include <signal.h>

static void again(int number)
{
	signal(number, again);
}

int main(void)
{
	for (int i = 1; i < 65; i++)
		signal(i, again);
	for (volatile unsigned i = 0;; i++)
		;
}
