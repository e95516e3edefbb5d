// SPDX-License-Identifier: MIT
// attack: Dies so that its memory would be written to a file.
// ends: played
// shows: killed by 6
#include <stdlib.h>
#include <sys/resource.h>

int main(void)
{
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

	setrlimit(RLIMIT_CORE, &all);
	abort();
}
