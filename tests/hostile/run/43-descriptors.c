// SPDX-License-Identifier: MIT
// attack: Opens sockets without end.
// ends: played
// shows: made all it could
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>

int main(void)
{
	struct rlimit more = { 1 << 20, 1 << 20 };
	int count = 0;

	setrlimit(RLIMIT_NOFILE, &more);
	while (count < 100000 && socket(AF_INET, SOCK_STREAM, 0) >= 0)
		count++;
	if (count > 100)
		puts("ESCAPED: more descriptors than allowed");
	puts("made all it could");
	return 0;
}
