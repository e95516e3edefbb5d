// SPDX-License-Identifier: MIT
/* A thread each; open_memstream() grows by itself. */
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

static void *serve(void *arg)
{
	int conn = (intptr_t)arg;
	char *all, buf[300];
	size_t size;
	FILE *m = open_memstream(&all, &size);
	ssize_t n;

	while ((n = recv(conn, buf, sizeof buf, 0)) > 0)
		fwrite(buf, 1, n, m);
	fclose(m);
	for (size_t at = 0; n == 0 && at < size;) {
		ssize_t k = send(conn, all + at, size - at, MSG_NOSIGNAL);
		if (k < 0)
			break;
		at += k;
	}
	free(all);
	close(conn);
	return NULL;
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

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn < 0) {
			perror("accept");
			continue;
		}
		pthread_t id;
		if (pthread_create(&id, NULL, serve, (void *)(intptr_t)conn) == 0)
			pthread_detach(id);
		else
			close(conn);
	}
}
