// SPDX-License-Identifier: MIT
/* Wrong on purpose: UDP where TCP is wanted. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(const char *word)
{
	printf("%s\n", word);
	fflush(stdout);
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

	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	int connected = connect(fd, (struct sockaddr *)&server, sizeof(server));
	if (connected < 0 && errno == ECONNREFUSED) {
		say("refused"); /* a kernel is there, and nobody who listens */
		return 0;
	}
	if (connected < 0) {
		perror("connect");
		return 1;
	}
	say("waiting"); /* a kernel has let us in; whether the program knows, we can't */

	/* Only a byte from the program itself proves that it has taken us. */
	char first;
	ssize_t got = recv(fd, &first, 1, 0);
	say(got > 0 ? "served" : "sent away");

	close(fd);
	return 0;
}
