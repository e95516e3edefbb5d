// SPDX-License-Identifier: MIT
/* Wrong on purpose: the end is taken for an empty message. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };

	if (argc < 3 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT...\n", argv[0]);
		return 2;
	}

	int fd = -1;
	for (int i = 2; i < argc && fd < 0; i++) {
		server.sin_port = htons(atoi(argv[i]));

		/* A new socket for each try: what one is after a failed connect(), no standard says. */
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0) {
			perror("socket");
			return 1;
		}
		if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
			perror(argv[i]);
			close(fd);
			fd = -1;
		}
	}
	if (fd < 0) {
		fprintf(stderr, "nobody answers\n");
		return 1;
	}

	char buffer[1024];
	ssize_t got;
	while ((got = recv(fd, buffer, sizeof(buffer), 0)) >= 0)
		fwrite(buffer, 1, got, stdout);
	if (got < 0) {
		perror("recv");
		return 1;
	}
	close(fd);
	return 0;
}
