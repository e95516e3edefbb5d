// SPDX-License-Identifier: MIT
/* Wrong on purpose: one recv() for the whole. */
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

static void serve(int conn)
{
	char buf[4096];
	ssize_t n;
	if ((n = recv(conn, buf, sizeof(buf), 0)) > 0)
		for (ssize_t off = 0, w; off < n; off += w)
			if ((w = send(conn, buf + off, n - off, MSG_NOSIGNAL)) < 0)
				return;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener == -1) {
		perror("socket");
		return 1;
	}
	int on = 1;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	struct sockaddr_in sa;
	memset(&sa, 0, sizeof(sa));
	sa.sin_family = AF_INET;
	sa.sin_addr.s_addr = INADDR_ANY;
	sa.sin_port = htons(atoi(argv[1]));
	if (bind(listener, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		perror("bind");
		return 1;
	}
	if (listen(listener, 16) == -1) {
		perror("listen");
		return 1;
	}

	signal(SIGCHLD, SIG_IGN); /* the kernel collects them */
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			perror("accept");
			continue;
		}
		switch (fork()) {
		case -1: perror("fork"); break;
		case 0:
			close(listener);
			serve(conn);
			close(conn);
			_exit(0);
		}
		close(conn);
	}
}
