// SPDX-License-Identifier: MIT
/* A byte out, a byte back; unbuffered output. */
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

	setbuf(stdout, NULL);
	char line[512];
	while (fgets(line, sizeof line, stdin)) {
		size_t i, n = strlen(line);
		for (i = 0; i < n; i++)
			if (write(fd, &line[i], 1) != 1) {
				perror("write");
				return 1;
			}
		for (i = 0; i < n; i++) {
			char byte;
			if (read(fd, &byte, 1) != 1) {
				fputs("no answer\n", stderr);
				return 1;
			}
			putchar(byte);
		}
	}
	return 0;
}
