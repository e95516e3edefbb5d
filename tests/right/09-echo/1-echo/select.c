// SPDX-License-Identifier: MIT
/* select(), blocking sockets, a master set that is copied. */
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
#include <sys/select.h>

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
	if (listen(sockfd, 10) == -1) {
		perror("listen");
		exit(1);
	}

	fd_set master, read_fds;
	int fdmax = sockfd;
	signal(SIGPIPE, SIG_IGN);
	FD_ZERO(&master);
	FD_SET(sockfd, &master);
	for (;;) {
		read_fds = master;
		if (select(fdmax + 1, &read_fds, NULL, NULL, NULL) == -1) {
			perror("select");
			exit(4);
		}
		for (int i = 0; i <= fdmax; i++) {
			if (!FD_ISSET(i, &read_fds))
				continue;
			if (i == sockfd) {
				int newfd = accept(sockfd, NULL, NULL);
				if (newfd == -1) {
					perror("accept");
				} else {
					FD_SET(newfd, &master);
					if (newfd > fdmax)
						fdmax = newfd;
				}
				continue;
			}
			char buf[256];
			int nbytes = recv(i, buf, sizeof buf, 0);
			if (nbytes <= 0) {
				if (nbytes < 0)
					perror("recv");
				close(i);
				FD_CLR(i, &master);
			} else if (send(i, buf, nbytes, 0) == -1) {
				perror("send");
			}
		}
	}
	return 0;
}
