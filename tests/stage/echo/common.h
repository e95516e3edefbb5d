// SPDX-License-Identifier: MIT
/* common.h
 * What the echo servers here share, so that each shows nothing but its own style.
 */
#pragma once
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static inline int listener_on(const char *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	signal(SIGPIPE, SIG_IGN);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 16) < 0) {
		perror("listener");
		exit(1);
	}
	return fd;
}

/* Blocks until all of it is sent; 0 or -1. */
static inline int send_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		len -= n;
	}
	return 0;
}

static inline int accept_one(int listener)
{
	int fd;

	do
		fd = accept(listener, NULL, NULL);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	return fd;
}

/* Until the client has finished. */
static inline void echo(int fd, size_t at_once)
{
	char data[4096];

	for (;;) {
		ssize_t n = recv(fd, data, at_once < sizeof data ? at_once : sizeof data, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || send_all(fd, data, n) < 0)
			break;
	}
	close(fd);
}
