// SPDX-License-Identifier: MIT
/* A child prints what comes, the parent sends what is typed. */
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
#include <sys/wait.h>

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

	char line[1000];
	int lines[2];
	if (pipe(lines) < 0) {
		perror("pipe");
		return 1;
	}
	pid_t child = fork();
	if (child < 0) {
		perror("fork");
		return 1;
	}
	if (child == 0) {
		/* The child sends; each length goes to the parent, who knows what is owed. */
		close(lines[0]);
		while (fgets(line, sizeof(line), stdin)) {
			int length = strlen(line);
			if (send(fd, line, length, MSG_NOSIGNAL) != length)
				break;
			if (write(lines[1], &length, sizeof(length)) < 0)
				break;
		}
		_exit(0);
	}
	close(lines[1]);
	int owed, status = 0;
	while (status == 0 && read(lines[0], &owed, sizeof(owed)) == sizeof(owed)) {
		while (owed > 0) {
			ssize_t n = recv(fd, line, owed < 1000 ? owed : 1000, 0);
			if (n <= 0) {
				fprintf(stderr, "the answer ended early\n");
				status = 1;
				break;
			}
			owed -= n;
			if (write(1, line, n) != n)
				status = 1;
		}
	}
	if (status)
		kill(child, SIGTERM);
	waitpid(child, NULL, 0);
	close(fd);
	return status;
}
