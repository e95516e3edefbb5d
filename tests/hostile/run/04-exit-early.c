// SPDX-License-Identifier: MIT
// attack: Ends well before main() has begun.
// ends: played
// shows: exited 0
#include <unistd.h>
__attribute__((constructor)) static void early(void)
{
	_exit(0);
}

int main(void)
{
	return 1;
}
