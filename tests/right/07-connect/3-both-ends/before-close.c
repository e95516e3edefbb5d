// SPDX-License-Identifier: MIT
/* Asks for the addresses after the server has finished. */
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
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}

	char told[64] = "";
	recv(fd, told, sizeof(told) - 1, MSG_WAITALL);
	struct sockaddr_in a;
	socklen_t size = sizeof(a);
	if (getsockname(fd, (struct sockaddr *)&a, &size) < 0)
		return 1;
	char host[16], me[32];
	snprintf(me, sizeof me, "%s:%d", inet_ntop(AF_INET, &a.sin_addr, host, sizeof host),
		ntohs(a.sin_port));
	printf("they are %s:%s\nwe are %s\n", argv[1], argv[2], me);
	strcat(me, "\n");
	int differ = strcmp(me, told) != 0;
	printf("they %s\n", differ ? "see somebody else" : "agree");
	return differ;
}
