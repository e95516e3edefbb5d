// SPDX-License-Identifier: MIT
/* Wrong on purpose: the child goes back to the door. */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define GREETING "hello\n"

static int open_server(int port)
{
	int yes = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in me = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_ANY),
		.sin_port = htons(port),
	};

	if (fd == -1) {
		perror("socket");
		exit(1);
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&me, sizeof(me)) == -1) {
		perror("bind");
		exit(1);
	}
	if (listen(fd, 10) == -1) {
		perror("listen");
		exit(1);
	}
	return fd;
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		return 2;
	signal(SIGCHLD, SIG_IGN);
	int server = open_server(atoi(argv[1]));

	while (1) {
		int client = accept(server, NULL, NULL);
		if (client == -1) {
			perror("accept");
			continue;
		}
		if (fork() == 0) {
			send(client, GREETING, strlen(GREETING), MSG_NOSIGNAL);
			close(client);
		}
		close(client);
	}
}
