// SPDX-License-Identifier: MIT
/* 8.5 Interrupted: count what the server sends, and tell how much it is whenever we get a SIGUSR1. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A handler may do little: it takes a note, and the loop does the talking. */
static volatile sig_atomic_t asked;

static void on_signal(int number)
{
	(void)number;
	asked = 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 3 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	server.sin_port = htons(port);

	/* Without SA_RESTART: a recv() that sleeps comes back with EINTR when the signal arrives. */
	struct sigaction action = { .sa_handler = on_signal };
	if (sigaction(SIGUSR1, &action, NULL) < 0) {
		perror("sigaction");
		return 1;
	}

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 1;
	}

	long total = 0;
	for (;;) {
		char buffer[1024];
		ssize_t got = recv(fd, buffer, sizeof(buffer), 0);

		/* TODO: a recv() that was interrupted by the signal must not end us: we must say how many
		 * bytes there are so far, and go on receiving. */
		if (got < 0) {
			perror("recv");
			return 1;
		}
		if (got == 0)
			break;
		total += got;
	}
	if (asked)
		printf("so far %ld, but too late\n", total);
	printf("all %ld\n", total);

	close(fd);
	return 0;
}
