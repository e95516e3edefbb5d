// SPDX-License-Identifier: MIT
/* A thread beside the server says every tenth of a second that it is alive. */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void *beat(void *nothing)
{
	for (unsigned i = 0;; i++) {
		fprintf(stderr, "alive %u\n", i);
		usleep(100000);
	}
	return nothing;
}

static void echo(int conn)
{
	char buffer[4096];

	for (;;) {
		ssize_t got = read(conn, buffer, sizeof buffer);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		for (ssize_t sent = 0; sent < got;) {
			ssize_t n = send(conn, buffer + sent, got - sent, MSG_NOSIGNAL);

			if (n < 0)
				return;
			sent += n;
		}
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	int one = 1, listener;
	pthread_t thread;

	if (argc != 2)
		return 2;
	here.sin_port = htons(atoi(argv[1]));
	pthread_create(&thread, NULL, beat, NULL);
	pthread_detach(thread);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 8) < 0) {
		perror("server");
		return 1;
	}
	for (;;) {
		int conn = accept(listener, NULL, NULL);

		if (conn < 0)
			continue;
		echo(conn);
		close(conn);
	}
}
