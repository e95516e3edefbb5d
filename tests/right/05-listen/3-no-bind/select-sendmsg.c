// SPDX-License-Identifier: MIT
/* select() before accept(), sendmsg() after. */
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
#include <sys/select.h>
#include <sys/uio.h>

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

	fd_set ready;
	FD_ZERO(&ready);
	FD_SET(listener, &ready);
	if (select(listener + 1, &ready, NULL, NULL, NULL) < 0) {
		perror("select");
		return 1;
	}
	int conn = accept(listener, NULL, NULL);
	if (conn < 0) {
		perror("accept");
		return 1;
	}
	struct iovec io = { .iov_base = "open\n", .iov_len = 5 };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
	if (sendmsg(conn, &m, MSG_NOSIGNAL) < 0)
		perror("sendmsg");
	close(conn);
	close(listener);
	return 0;
}
