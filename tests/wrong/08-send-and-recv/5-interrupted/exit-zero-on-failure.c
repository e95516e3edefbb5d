// SPDX-License-Identifier: MIT
/* Wrong on purpose: failures call themselves successes. */
#include <arpa/inet.h>
#include <errno.h>
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
		return 0;
	}

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 0;
	}
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 0;
	}

	long total = 0;
	for (;;) {
		char buffer[1024];
		ssize_t got = recv(fd, buffer, sizeof(buffer), 0);
		if (got < 0 && errno == EINTR) {
			if (asked) {
				asked = 0;
				printf("so far %ld\n", total);
				fflush(stdout);
			}
			continue; /* nothing is wrong with the connection */
		}
		if (got < 0) {
			perror("recv");
			return 0;
		}
		if (got == 0)
			break;
		total += got;
	}
	printf("all %ld\n", total);

	close(fd);
	return 0;
}
