// SPDX-License-Identifier: MIT
/* Wrong on purpose: one recv() for the whole. */
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
#include <ctype.h>

#define BACKLOG 10

int main(int argc, char **argv)
{
	struct addrinfo hints, *servinfo, *p;
	int sockfd = -1, rv, yes = 1;

	if (argc != 2) {
		fprintf(stderr, "usage: server port\n");
		exit(2);
	}
	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_flags = AI_PASSIVE;
	if ((rv = getaddrinfo(NULL, argv[1], &hints, &servinfo)) != 0) {
		fprintf(stderr, "getaddrinfo: %s\n", gai_strerror(rv));
		return 1;
	}
	for (p = servinfo; p != NULL; p = p->ai_next) {
		if ((sockfd = socket(p->ai_family, p->ai_socktype, p->ai_protocol)) == -1) {
			perror("server: socket");
			continue;
		}
		if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(int)) == -1) {
			perror("setsockopt");
			exit(1);
		}
		if (bind(sockfd, p->ai_addr, p->ai_addrlen) == -1) {
			close(sockfd);
			perror("server: bind");
			continue;
		}
		break;
	}
	freeaddrinfo(servinfo);
	if (p == NULL) {
		fprintf(stderr, "server: failed to bind\n");
		exit(1);
	}
	if (listen(sockfd, BACKLOG) == -1) {
		perror("listen");
		exit(1);
	}

	signal(SIGCHLD, SIG_IGN);
	while (1) {
		int new_fd = accept(sockfd, NULL, NULL);
		if (new_fd == -1) {
			perror("accept");
			continue;
		}
		if (!fork()) {
			unsigned char buf[256];
			int n, i;
			close(sockfd);
			if ((n = recv(new_fd, buf, sizeof buf, 0)) > 0) {
				for (i = 0; i < n; i++)
					buf[i] = toupper(buf[i]);
				if (send(new_fd, buf, n, 0) == -1)
					break;
			}
			close(new_fd);
			exit(0);
		}
		close(new_fd);
	}
	return 0;
}
