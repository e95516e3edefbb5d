// SPDX-License-Identifier: MIT
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void echo(int conn)
{
	char buf[1024];
	ssize_t n;

	/* TODO: what comes goes back, until there is nothing more */
	n = recv(conn, buf, sizeof(buf), 0);
	if (n > 0)
		send(conn, buf, n, MSG_NOSIGNAL);
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	int sock, conn;

	if (argc != 2)
		return 1;
	addr.sin_port = htons(atoi(argv[1]));
	sock = socket(PF_INET, SOCK_STREAM, 0);
	if (bind(sock, (struct sockaddr *)&addr, sizeof(addr)) < 0 || listen(sock, 5) < 0) {
		perror("no listener");
		return 1;
	}
	while ((conn = accept(sock, NULL, NULL)) >= 0) {
		echo(conn);
		close(conn);
	}
	return 1;
}
