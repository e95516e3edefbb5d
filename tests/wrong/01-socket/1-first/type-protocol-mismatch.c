// SPDX-License-Identifier: MIT
/* Wrong on purpose: a stream that is to speak UDP. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd;

	if ((fd = socket(AF_INET, SOCK_STREAM, IPPROTO_UDP)) < 0) {
		perror("socket");
		exit(1);
	}
	printf("socket %d\n", fd);
	close(fd);
	return 0;
}
