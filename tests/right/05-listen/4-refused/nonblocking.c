// SPDX-License-Identifier: MIT
/* A non-blocking connect(), its outcome from SO_ERROR. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>
#include <fcntl.h>
#include <poll.h>

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	struct sockaddr_in to;
	memset(&to, 0, sizeof to);
	to.sin_family = AF_INET;
	to.sin_port = htons(atoi(argv[2]));
	inet_pton(AF_INET, argv[1], &to.sin_addr);
	int s = socket(AF_INET, SOCK_STREAM, 0);
	if (s < 0) {
		perror("socket");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);

	fcntl(s, F_SETFL, fcntl(s, F_GETFL) | O_NONBLOCK);
	struct pollfd p = { .fd = s, .events = POLLOUT };
	int error = 0;
	socklen_t len = sizeof error;
	if (connect(s, (struct sockaddr *)&to, sizeof to) < 0) {
		error = errno;
		if (error == EINPROGRESS) {
			poll(&p, 1, -1);
			getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &len);
		}
	}
	if (error == ECONNREFUSED) {
		puts("refused");
		return 0;
	}
	if (error) {
		fprintf(stderr, "%s\n", strerror(error));
		return 1;
	}
	puts("waiting");
	char c;
	p.events = POLLIN;
	poll(&p, 1, -1);
	puts(recv(s, &c, 1, 0) == 1 ? "served" : "sent away");
	close(s);
	return 0;
}
