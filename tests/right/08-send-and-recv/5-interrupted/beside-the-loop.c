// SPDX-License-Identifier: MIT
/* Looks at the note before every recv(), too. */
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

static volatile sig_atomic_t hit;

static void note(int s)
{
	(void)s;
	hit = 1;
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
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = note;
	sigaction(SIGUSR1, &sa, NULL);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}

	long total = 0;
	int n;
	char buf[100];
	do {
		if (hit) {
			hit = 0;
			printf("so far %ld\n", total);
			fflush(stdout);
		}
		n = recv(fd, buf, sizeof buf, 0);
		if (n > 0)
			total += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0) {
		perror("recv");
		return 1;
	}
	printf("all %ld\n", total);
	return 0;
}
