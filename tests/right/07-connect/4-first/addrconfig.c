// SPDX-License-Identifier: MIT
/* Each try looks the name up, for families that this machine has, while a socket is open already; then stdio. */
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_ADDRCONFIG | AI_CANONNAME }, *found;
	char piece[99];
	size_t n;

	for (int i = 2; i < argc; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		int problem = getaddrinfo(argv[1], argv[i], &hints, &found);

		if (problem) {
			fprintf(stderr, "%s: %s\n", argv[1], gai_strerror(problem));
			close(fd);
			continue;
		}
		if (connect(fd, found->ai_addr, found->ai_addrlen) == 0) {
			FILE *server = fdopen(fd, "r+");

			freeaddrinfo(found);
			while ((n = fread(piece, 1, sizeof piece, server)) > 0)
				fwrite(piece, 1, n, stdout);
			if (ferror(server))
				return 1;
			fclose(server);
			return 0;
		}
		perror(found->ai_canonname);
		freeaddrinfo(found);
		close(fd);
	}
	return 1;
}
