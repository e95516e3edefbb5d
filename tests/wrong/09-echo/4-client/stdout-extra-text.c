// SPDX-License-Identifier: MIT
/* Wrong on purpose: a prompt in the output that is compared. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXLINE 80000

static char line[MAXLINE], reply[MAXLINE];

int main(int argc, char *argv[])
{
	struct sockaddr_in serv_addr;
	int sockfd;

	if (argc < 3) {
		fprintf(stderr, "usage %s hostname port\n", argv[0]);
		exit(1);
	}
	sockfd = socket(AF_INET, SOCK_STREAM, 0);
	if (sockfd < 0) {
		perror("ERROR opening socket");
		exit(1);
	}
	memset(&serv_addr, 0, sizeof(serv_addr));
	serv_addr.sin_family = AF_INET;
	serv_addr.sin_port = htons(atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &serv_addr.sin_addr) <= 0) {
		fprintf(stderr, "bad address\n");
		exit(1);
	}
	if (connect(sockfd, (struct sockaddr *)&serv_addr, sizeof(serv_addr)) < 0) {
		perror("ERROR connecting");
		exit(1);
	}
	while (fgets(line, sizeof(line), stdin) != NULL) {
		size_t len = strlen(line), have = 0;

		send(sockfd, line, len, 0);
		while (have < len) {
			ssize_t n = recv(sockfd, reply + have, len - have, 0);
			if (n <= 0) {
				fprintf(stderr, "server closed\n");
				exit(1);
			}
			have += n;
		}
		printf("Server: ");
		fwrite(reply, 1, have, stdout);
		fflush(stdout);
	}
	close(sockfd);
	return 0;
}
