// SPDX-License-Identifier: MIT
/* Wrong on purpose: what the kernel does not take at once is never sent. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char all[1 << 16];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in server;
	size_t count;
	int s;

	if (argc != 3)
		return 2;
	memset(&server, 0, sizeof(server));
	server.sin_family = AF_INET;
	server.sin_port = htons(atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &server.sin_addr) != 1)
		return 2;
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (s < 0)
		die("socket");
	if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0)
		die("connect");
	count = fread(all, 1, sizeof(all), stdin);
	if (send(s, all, count, MSG_NOSIGNAL) < 0)
		die("send");
	return 0;
}
