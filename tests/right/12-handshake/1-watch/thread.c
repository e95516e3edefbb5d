// SPDX-License-Identifier: MIT
/* The talking happens in a thread that main joins. */
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
#include <stdint.h>

static void *count(void *arg)
{
	char buf[4000];
	long total = 0;
	for (;;) {
		ssize_t n = recv((intptr_t)arg, buf, sizeof(buf), 0);
		if (n < 0) {
			perror("recv");
			return (void *)-1;
		}
		if (n == 0)
			return (void *)total;
		total += n;
	}
}

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

	int conn = accept(listener, NULL, NULL);
	if (conn < 0) {
		perror("accept");
		return 1;
	}
	pthread_t id;
	void *result;
	if (pthread_create(&id, NULL, count, (void *)(intptr_t)conn) != 0)
		return 1;
	pthread_join(id, &result);
	close(conn);
	if ((intptr_t)result < 0)
		return 1;
	printf("%ld bytes\n", (long)(intptr_t)result);
	return 0;
}
