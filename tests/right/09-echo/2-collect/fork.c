// SPDX-License-Identifier: MIT
/* A child each, with a buffer that only grows as much as it must. */
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

	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			perror("accept");
			continue;
		}
		if (fork() == 0) {
			char *all = NULL, part[512];
			size_t have = 0, sent = 0;
			ssize_t n;
			while ((n = recv(conn, part, sizeof part, 0)) > 0) {
				all = realloc(all, have + n);
				memcpy(all + have, part, n);
				have += n;
			}
			while (n == 0 && sent < have) {
				ssize_t k = send(conn, all + sent, have - sent, MSG_NOSIGNAL);
				if (k < 0)
					break;
				sent += k;
			}
			_exit(0);
		}
		close(conn);
	}
}
