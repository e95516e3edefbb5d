// SPDX-License-Identifier: MIT
/* Wrong on purpose: a word in front of the answer. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s stream|dgram tcp|udp\n", argv[0]);
		return 2;
	}
	int type = strcmp(argv[1], "stream") == 0 ? SOCK_STREAM : SOCK_DGRAM;
	int protocol = strcmp(argv[2], "tcp") == 0 ? IPPROTO_TCP : IPPROTO_UDP;

	int fd = socket(AF_INET, type, protocol);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	printf("result: possible\n");
	close(fd);
	return 0;
}
