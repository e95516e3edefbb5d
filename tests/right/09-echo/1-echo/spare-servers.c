// SPDX-License-Identifier: MIT
/* Who has served stays as a server more, up to eight; SO_REUSEPORT, so that a new start can take over. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static void echo(int c)
{
	char buf[1000];
	ssize_t n;

	while ((n = recv(c, buf, sizeof buf, 0)) > 0)
		for (ssize_t at = 0, sent; at < n; at += sent)
			if ((sent = send(c, buf + at, n - at, MSG_NOSIGNAL)) < 0)
				return;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int s, on = 1, *servers;

	if (argc != 2)
		return 2;
	signal(SIGCHLD, SIG_IGN);
	a.sin_port = htons(atoi(argv[1]));
	s = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, 5) < 0) {
		perror("bind");
		return 1;
	}
	servers = mmap(
		NULL, sizeof *servers, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (servers == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	for (;;) {
		int c = accept(s, NULL, NULL);
		if (c < 0)
			continue;
		if (__sync_fetch_and_add(servers, 1) < 8 && fork() > 0) {
			close(c);
			continue;
		}
		echo(c);
		close(c);
	}
}
