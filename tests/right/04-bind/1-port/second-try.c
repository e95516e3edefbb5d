// SPDX-License-Identifier: MIT
/* SO_REUSEADDR only where the first bind() was refused. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int s, on = 1;

	if (argc != 2)
		return 2;
	a.sin_port = htons(atoi(argv[1]));
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 &&
		(errno != EADDRINUSE ||
			setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
			bind(s, (struct sockaddr *)&a, sizeof a) < 0)) {
		perror("bind");
		return 1;
	}
	while (getchar() != EOF)
		continue;
	close(s);
	return 0;
}
