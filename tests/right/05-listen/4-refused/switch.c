// SPDX-License-Identifier: MIT
/* A switch over errno. */
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

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	struct sockaddr_in to;
	memset(&to, 0, sizeof to);
	to.sin_family = AF_INET;
	to.sin_port = htons(atoi(argv[2]));
	inet_pton(AF_INET, argv[1], &to.sin_addr);
	int s = socket(AF_INET, SOCK_STREAM, 0);
	if (s < 0) {
		perror("socket");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);

	if (connect(s, (struct sockaddr *)&to, sizeof to) == -1) {
		switch (errno) {
		case ECONNREFUSED: puts("refused"); return 0;
		default: perror("connect"); return 1;
		}
	}
	puts("waiting");
	char buf[100];
	puts(read(s, buf, sizeof buf) >= 1 ? "served" : "sent away");
	return 0;
}
