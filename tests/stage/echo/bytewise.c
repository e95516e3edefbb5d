// SPDX-License-Identifier: MIT
/* One byte at a time. */
#include "common.h"

int main(int argc, char **argv)
{
	int listener = listener_on(argc > 1 ? argv[1] : "0"), fd;

	while ((fd = accept_one(listener)) >= 0)
		echo(fd, 1);
	return 1;
}
