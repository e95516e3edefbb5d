// SPDX-License-Identifier: MIT
/* Wrong on purpose: the variable holds the result of a comparison. */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0) < 0;
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	/* Port 0: whichever is free. */
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}

	/* The kernel has not told our variable; it must be asked. */
	socklen_t size = sizeof(address);
	if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
		perror("getsockname");
		return 1;
	}
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);

	if (listen(fd, SOMAXCONN) < 0) {
		perror("listen");
		return 1;
	}
	while (getchar() != EOF)
		;

	close(fd);
	return 0;
}
