// SPDX-License-Identifier: MIT
// attack: Fills its own accept queue and every descriptor with connections.
// ends: played
// shows: made all it could
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0), made = 0;

	if (bind(listener, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(listener, 4096) < 0)
		return 1;
	getsockname(listener, (struct sockaddr *)&at, &len);
	for (int i = 0; i < 10000; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0)
			break;
		made += connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	}
	if (made > 100)
		puts("ESCAPED: more connections than descriptors");
	puts("made all it could");
	return 0;
}
