// SPDX-License-Identifier: MIT
/* A thread for each client, which gets a copy of the address. */
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

struct client {
	int fd;
	struct sockaddr_in addr;
};

static void *tell(void *arg)
{
	struct client *c = arg;
	unsigned char *b = (unsigned char *)&c->addr.sin_addr;
	char line[40];
	int n = sprintf(line, "%d.%d.%d.%d:%d\n", b[0], b[1], b[2], b[3], ntohs(c->addr.sin_port));
	send(c->fd, line, n, MSG_NOSIGNAL);
	close(c->fd);
	free(c);
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
		struct client *c = malloc(sizeof(*c));
		socklen_t len = sizeof(c->addr);
		c->fd = accept(listener, (struct sockaddr *)&c->addr, &len);
		pthread_t id;
		if (c->fd < 0 || pthread_create(&id, NULL, tell, c) != 0) {
			free(c);
			continue;
		}
		pthread_detach(id);
	}
}
