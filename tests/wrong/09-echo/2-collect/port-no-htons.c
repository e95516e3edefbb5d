// SPDX-License-Identifier: MIT
/* Wrong on purpose: the port in this machine's order. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* -1 if the client won't have it. */
static int send_all(int conn, const char *bytes, size_t count)
{
	for (size_t sent = 0; sent < count;) {
		ssize_t n = send(conn, bytes + sent, count - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("send");
			return -1;
		}
		sent += n;
	}
	return 0;
}

/* Everything that the client sends until it has finished, in *all (to be freed); -1 if it is gone. */
static ssize_t collect(int conn, char **all)
{
	size_t have = 0, room = 4096;

	*all = malloc(room);
	for (;;) {
		if (have == room)
			*all = realloc(*all, room *= 2);
		if (!*all) {
			fprintf(stderr, "no memory for %zu bytes\n", room);
			exit(1);
		}
		ssize_t got = recv(conn, *all + have, room - have, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			perror("recv");
		if (got <= 0)
			return got < 0 ? -1 : (ssize_t)have;
		have += got;
	}
}

static void serve(int conn)
{
	char *all = NULL;
	ssize_t count = collect(conn, &all);

	/* recv() has said 0: the client will send no more. It can still receive. */
	if (count > 0)
		send_all(conn, all, count);
	free(all);
}

int main(int argc, char **argv)
{
	int port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}

	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener < 0) {
		perror("socket");
		return 1;
	}

	/* So that we can start again at once: lesson 13. */
	int on = 1;
	if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0) {
		perror("setsockopt");
		return 1;
	}

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = (port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}
	if (listen(listener, SOMAXCONN) < 0) {
		perror("listen");
		return 1;
	}

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (conn < 0) {
			perror("accept");
			return 1;
		}
		serve(conn);
		close(conn);
	}
}
