// SPDX-License-Identifier: MIT
/* Says with each answer, an empty one too, that the neighbour is there: MSG_CONFIRM. */
#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	static char buf[65536];
	struct sockaddr_in a = { .sin_family = AF_INET };
	int s;

	if (argc != 2)
		return 2;
	a.sin_port = htons(atoi(argv[1]));
	s = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) {
		perror("bind");
		return 1;
	}
	for (;;) {
		struct sockaddr_in peer;
		socklen_t len = sizeof peer;
		ssize_t n = recvfrom(s, buf, sizeof buf, 0, (struct sockaddr *)&peer, &len);

		for (ssize_t i = 0; i < n; i++)
			buf[i] = toupper((unsigned char)buf[i]);
		if (n >= 0)
			sendto(s, buf, n, MSG_CONFIRM, (struct sockaddr *)&peer, len);
	}
}
