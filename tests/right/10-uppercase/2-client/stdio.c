// SPDX-License-Identifier: MIT
/* stdio keeps what is left over. */
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

	signal(SIGPIPE, SIG_IGN);
	FILE *in = fdopen(fd, "r");
	char *line = NULL, *answer = NULL;
	size_t a = 0, b = 0;
	ssize_t n;
	while ((n = getline(&line, &a, stdin)) > 0) {
		if (line[n - 1] == '\n')
			n--;
		if (dprintf(fd, "%.*s\n", (int)n, line) < 0) {
			perror("send");
			return 1;
		}
		n = getline(&answer, &b, in);
		if (n <= 0 || answer[n - 1] != '\n') {
			fprintf(stderr, "no answer\n");
			return 1;
		}
		fputs(answer, stdout);
		fflush(stdout);
	}
	fclose(in);
	return 0;
}
