// SPDX-License-Identifier: MIT
/* Wrong on purpose: the whole buffer is sent. */
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
#include <ctype.h>

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

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			perror("accept");
			continue;
		}
		char buf[8192];
		ssize_t want = 1, n;
		for (;;) {
			/* More than we have seen already, or there is nothing new to see. */
			n = recv(conn, buf, want, MSG_PEEK | MSG_WAITALL);
			if (n < want)
				break;
			n = recv(conn, buf, sizeof buf, MSG_PEEK);
			char *end = n > 0 ? memchr(buf, '\n', n) : NULL;
			if (n <= 0 || n == sizeof buf)
				break;
			if (!end) {
				want = n + 1;
				continue;
			}
			n = recv(conn, buf, end + 1 - buf, 0);
			want = 1;
			if (n == 5 && !memcmp(buf, "exit\n", 5))
				break;
			for (ssize_t i = 0; i < n; i++)
				buf[i] = toupper((unsigned char)buf[i]);
			if (send(conn, buf, sizeof(buf), MSG_NOSIGNAL) < 0)
				break;
		}
		close(conn);
	}
}
