// SPDX-License-Identifier: MIT
// attack: Becomes itself again without end.
// ends: deadline|played
#include <unistd.h>

int main(int argc, char **argv)
{
	(void)argc;
	execv("/proc/self/exe", argv);
	return 0;
}
