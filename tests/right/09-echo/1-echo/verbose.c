// SPDX-License-Identifier: MIT
/* Has a lot to say before each answer, and says it without a buffer: two megabytes of dots. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void chat(void)
{
	static char dots[1 << 16];

	memset(dots, '.', sizeof dots);
	for (int i = 0; i < 32; i++)
		fwrite(dots, 1, sizeof dots, stderr);
}

static void echo(int conn)
{
	char buffer[4096];
	ssize_t got;

	while ((got = recv(conn, buffer, sizeof buffer, 0)) > 0) {
		if (got > 8 && memcmp(buffer, "hello, e", 8) == 0)
			chat();
		for (ssize_t sent = 0, n; sent < got; sent += n)
			if ((n = send(conn, buffer + sent, got - sent, MSG_NOSIGNAL)) < 0)
				return;
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);

	if (argc != 2)
		return 2;
	here.sin_port = htons(atoi(argv[1]));
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
