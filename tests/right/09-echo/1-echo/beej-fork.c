// SPDX-License-Identifier: MIT
/* After the best known guide: getaddrinfo(), SIGCHLD, a child each. */
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

#define BACKLOG 10

static void sigchld_handler(int s)
{
	(void)s;
	int saved_errno = errno;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = saved_errno;
}

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

	struct sigaction sa;
	sa.sa_handler = sigchld_handler;
	sigemptyset(&sa.sa_mask);
	sa.sa_flags = SA_RESTART;
	if (sigaction(SIGCHLD, &sa, NULL) == -1) {
		perror("sigaction");
		exit(1);
	}
	printf("server: waiting for connections...\n");
	while (1) {
		struct sockaddr_storage their_addr;
		socklen_t sin_size = sizeof their_addr;
		int new_fd = accept(sockfd, (struct sockaddr *)&their_addr, &sin_size);
		if (new_fd == -1) {
			perror("accept");
			continue;
		}
		if (!fork()) {
			char buf[100];
			int numbytes;
			close(sockfd);
			while ((numbytes = recv(new_fd, buf, sizeof buf, 0)) > 0) {
				int total = 0;
				while (total < numbytes) {
					int k = send(new_fd, buf + total, numbytes - total, 0);
					if (k == -1) {
						perror("send");
						exit(1);
					}
					total += k;
				}
			}
			close(new_fd);
			exit(0);
		}
		close(new_fd);
	}
	return 0;
}
