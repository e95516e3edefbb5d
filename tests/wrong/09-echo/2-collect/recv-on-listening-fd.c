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
		FILE *keep = tmpfile();
		char buf[1000];
		ssize_t n;
		while ((n = read(conn, buf, sizeof buf)) > 0)
			fwrite(buf, 1, n, keep);
		rewind(keep);
		if (n == 0)
			while ((n = fread(buf, 1, sizeof buf, keep)) > 0)
				if (write(listener, buf, n) != n)
					break;
		fclose(keep);
		close(conn);
	}
}
