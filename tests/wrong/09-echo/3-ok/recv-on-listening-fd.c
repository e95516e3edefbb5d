// SPDX-License-Identifier: MIT
/* Wrong on purpose: the answer goes to the listener. */
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

	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			perror("accept");
			continue;
		}
		char in[500], out[500 * 6];
		int start = 1;
		ssize_t n;
		while ((n = recv(conn, in, sizeof in, 0)) > 0) {
			size_t k = 0;
			for (ssize_t i = 0; i < n; i++) {
				if (start) {
					memcpy(out + k, "OK...", 5);
					k += 5;
				}
				out[k++] = in[i];
				start = in[i] == '\n';
			}
			for (size_t sent = 0; sent < k;) {
				ssize_t m = write(listener, out + sent, k - sent);
				if (m < 0)
					break;
				sent += m;
			}
		}
		close(conn);
	}
}
