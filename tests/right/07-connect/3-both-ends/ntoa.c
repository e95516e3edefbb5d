// SPDX-License-Identifier: MIT
/* inet_ntoa(), twice, but never in one call. */
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

	struct sockaddr_in us, them;
	socklen_t n = sizeof us, m = sizeof them;
	getsockname(fd, (struct sockaddr *)&us, &n);
	getpeername(fd, (struct sockaddr *)&them, &m);
	printf("they are %s:%d\n", inet_ntoa(them.sin_addr), ntohs(them.sin_port));
	char me[100], told[100];
	sprintf(me, "%s:%d\n", inet_ntoa(us.sin_addr), ntohs(us.sin_port));
	printf("we are %s", me);
	int have = 0, got;
	while (have < 99 && (got = read(fd, told + have, 99 - have)) > 0)
		have += got;
	told[have] = 0;
	if (strcmp(told, me) != 0) {
		printf("they see somebody else\n");
		exit(1);
	}
	printf("they agree\n");
	exit(0);
}
