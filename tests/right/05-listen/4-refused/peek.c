// SPDX-License-Identifier: MIT
/* Looks at the first byte without taking it. */
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

	int rc = connect(s, (struct sockaddr *)&to, sizeof to);
	if (rc && errno == ECONNREFUSED)
		return puts("refused") < 0;
	if (rc) {
		perror(argv[1]);
		exit(1);
	}
	puts("waiting");
	char c;
	if (recv(s, &c, 1, MSG_PEEK) == 1)
		puts("served");
	else
		puts("sent away");
	exit(0);
}
