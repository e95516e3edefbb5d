// SPDX-License-Identifier: MIT
/* Wrong on purpose: the same with write(). */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	int server_fd, client_fd;
	struct sockaddr_in address;
	char *hello = "hello\n";

	if (argc < 2) {
		printf("usage: %s port\n", argv[0]);
		return 2;
	}
	if ((server_fd = socket(AF_INET, SOCK_STREAM, 0)) < 0) {
		perror("socket");
		exit(EXIT_FAILURE);
	}
	memset(&address, 0, sizeof(address));
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = INADDR_ANY;
	address.sin_port = htons(atoi(argv[1]));
	if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		exit(EXIT_FAILURE);
	}
	if (listen(server_fd, 3) < 0) {
		perror("listen");
		exit(EXIT_FAILURE);
	}
	if ((client_fd = accept(server_fd, NULL, NULL)) < 0) {
		perror("accept");
		exit(EXIT_FAILURE);
	}
	if (write(server_fd, hello, strlen(hello)) < 0)
		perror("write");
	close(client_fd);
	close(server_fd);
	return 0;
}
