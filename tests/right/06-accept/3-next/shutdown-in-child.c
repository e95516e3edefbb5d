// SPDX-License-Identifier: MIT
/* The child hangs up with shutdown(); the parent's descriptor goes when the child is collected. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 64 };

static struct {
	pid_t pid;
	int fd;
} children[CHILDREN];

static void collect(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (int i = 0; i < CHILDREN; i++)
			if (children[i].pid == pid) {
				close(children[i].fd);
				children[i].pid = 0;
			}
}

static void remember(pid_t pid, int fd)
{
	for (int i = 0; i < CHILDREN; i++)
		if (children[i].pid == 0) {
			children[i].pid = pid;
			children[i].fd = fd;
			return;
		}
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int s, on = 1;

	if (argc != 2)
		return 2;
	a.sin_port = htons(atoi(argv[1]));
	s = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, 5) < 0) {
		perror("bind");
		return 1;
	}
	for (;;) {
		collect();
		int c = accept(s, NULL, NULL);
		pid_t pid = c < 0 ? -1 : fork();
		if (pid == 0) {
			send(c, "hello\n", 6, MSG_NOSIGNAL);
			shutdown(c, SHUT_RDWR);
			_exit(0);
		}
		if (pid > 0)
			remember(pid, c);
	}
}
