// SPDX-License-Identifier: MIT
/* One thread sends, main receives and prints. */
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
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_long sent, got;
static atomic_bool done;

static void *sender(void *arg)
{
	int fd = *(int *)arg;
	char line[1024];

	while (fgets(line, sizeof line, stdin)) {
		sent += strlen(line);
		if (send(fd, line, strlen(line), MSG_NOSIGNAL) < 0)
			return NULL;
	}
	done = true;
	shutdown(fd, SHUT_WR);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	struct sockaddr_in to;
	memset(&to, 0, sizeof(to));
	to.sin_family = AF_INET;
	to.sin_port = htons(atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fprintf(stderr, "%s: not an address\n", argv[1]);
		return 1;
	}
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}

	pthread_t id;
	if (pthread_create(&id, NULL, sender, &fd) != 0)
		return 1;
	char buf[4096];
	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		if (n < 0) {
			perror("recv");
			return 1;
		}
		if (n == 0)
			break;
		got += n;
		fwrite(buf, 1, n, stdout);
		fflush(stdout);
	}
	if (!done || got != sent) {
		fprintf(stderr, "the server hung up\n");
		return 1;
	}
	return 0;
}
