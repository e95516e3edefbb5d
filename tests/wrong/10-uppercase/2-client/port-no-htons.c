// SPDX-License-Identifier: MIT
/* Wrong on purpose: the port in this machine's order. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* -1 if the server won't have it. */
static int send_all(int fd, const char *bytes, size_t count)
{
	for (size_t sent = 0; sent < count;) {
		ssize_t n = send(fd, bytes + sent, count - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("send");
			return -1;
		}
		sent += n;
	}
	return 0;
}

/* What has come and hasn't been asked for yet. One recv() may bring the end of one line and the beginning
 * of the next. */
struct reader {
	int fd;
	char bytes[1024];
	size_t at, have;
};

/* The next byte from the server; -1 at its end or if the connection is broken. */
static int next_byte(struct reader *r)
{
	while (r->at == r->have) {
		ssize_t got = recv(r->fd, r->bytes, sizeof(r->bytes), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			perror("recv");
		if (got <= 0)
			return -1;
		r->at = 0;
		r->have = got;
	}
	return (unsigned char)r->bytes[r->at++];
}

/* Prints one line of the server's, whatever its length; -1 if there is no whole one any more. */
static int print_line(struct reader *r)
{
	for (;;) {
		int byte = next_byte(r);
		if (byte < 0)
			return -1;
		putchar(byte);
		if (byte == '\n')
			return fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 3 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	server.sin_port = (port);

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 1;
	}

	struct reader reader = { .fd = fd };
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	while ((length = getline(&line, &room, stdin)) >= 0) {
		/* The last line of a file may have no newline; the server waits for one. */
		bool ended = length > 0 && line[length - 1] == '\n';
		if (send_all(fd, line, length) < 0 || (!ended && send_all(fd, "\n", 1) < 0))
			return 1;
		if (print_line(&reader) < 0) {
			fprintf(stderr, "the server hung up without an answer\n");
			return 1;
		}
	}

	free(line);
	close(fd);
	return 0;
}
