// SPDX-License-Identifier: MIT
/* Wrong on purpose: the ports are printed as they stand in the address. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* "127.0.0.1:8080" */
static void write_address(char *text, size_t room, const struct sockaddr_in *address)
{
	char host[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &address->sin_addr, host, sizeof(host));
	snprintf(text, room, "%s:%d", host, address->sin_port);
}

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	int port = argc == 3 ? atoi(argv[2]) : 0;

	if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	server.sin_port = htons(port);

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
		perror("connect");
		return 1;
	}

	char local[32], remote[32];
	struct sockaddr_in end;
	socklen_t size = sizeof(end);
	if (getpeername(fd, (struct sockaddr *)&end, &size) < 0) {
		perror("getpeername");
		return 1;
	}
	write_address(remote, sizeof(remote), &end);

	size = sizeof(end);
	if (getsockname(fd, (struct sockaddr *)&end, &size) < 0) {
		perror("getsockname");
		return 1;
	}
	write_address(local, sizeof(local), &end);
	printf("they are %s\nwe are %s\n", remote, local);

	/* The server of 6.2 tells us our own address, and hangs up. */
	char seen[64] = "";
	size_t have = 0;
	ssize_t got;
	while ((got = recv(fd, seen + have, sizeof(seen) - 1 - have, 0)) > 0)
		have += got;
	seen[strcspn(seen, "\n")] = '\0';
	close(fd);

	bool agreed = strcmp(seen, local) == 0;
	printf("%s\n", agreed ? "they agree" : "they see somebody else");
	return agreed ? 0 : 1;
}
