// SPDX-License-Identifier: MIT
// attack: Binds to a port that is root's elsewhere: here every port is its own.
// ends: played
// shows: bound
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(80) };

	puts(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof(at)) == 0 ? "bound" : "refused");
	return 0;
}
