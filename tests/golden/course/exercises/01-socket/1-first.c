// SPDX-License-Identifier: MIT
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	/* TODO: a TCP socket, checked and closed */
	return 0;
}
