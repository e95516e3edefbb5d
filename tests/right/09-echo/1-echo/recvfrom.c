// SPDX-License-Identifier: MIT
/* recvfrom() and sendto() on a stream, with an address that nobody fills in; SO_DEBUG if it may. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void echo(int c)
{
	struct sockaddr_in peer = { .sin_family = AF_INET };
	socklen_t len = sizeof peer;
	char buf[100];
	ssize_t n;

	while ((n = recvfrom(c, buf, sizeof buf, 0, (struct sockaddr *)&peer, &len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		for (ssize_t at = 0, sent; at < n; at += sent)
			if ((sent = sendto(c, buf + at, n - at, MSG_NOSIGNAL,
				     (struct sockaddr *)&peer, sizeof peer)) < 0)
				return;
		if (n < 0)
			return;
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int s, on = 1;

	if (argc != 2)
		return 2;
	a.sin_port = htons(atoi(argv[1]));
	s = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (setsockopt(s, SOL_SOCKET, SO_DEBUG, &on, sizeof on) < 0)
		perror("SO_DEBUG");
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, 5) < 0) {
		perror("bind");
		return 1;
	}
	for (;;) {
		int c = accept(s, NULL, NULL);
		if (c < 0)
			continue;
		echo(c);
		close(c);
	}
}
