// SPDX-License-Identifier: MIT
// attack: Hides memory in the buffers of sockets.
// ends: played|deadline
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	static char block[1 << 16];
	int most = 1 << 30, pair[2];
	long total = 0;

	while (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0) {
		setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &most, sizeof(most));
		fcntl(pair[0], F_SETFL, O_NONBLOCK);
		for (ssize_t n; (n = write(pair[0], block, sizeof(block))) > 0;)
			total += n;
	}
	if (total > 512L << 20)
		puts("ESCAPED: half a gigabyte in buffers");
	puts("full");
	return 0;
}
