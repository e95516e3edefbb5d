// SPDX-License-Identifier: MIT
/* By the first letter, with SOCK_CLOEXEC. */
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

int main(int argc, char **argv)
{

	int domain = AF_INET, type = SOCK_STREAM | SOCK_CLOEXEC;
	switch (argc > 1 ? argv[1][0] : 0) {
	case 't': break;
	case 'u': type = SOCK_DGRAM | SOCK_CLOEXEC; break;
	case 'l': domain = AF_UNIX; break;
	default: fputs("tcp, udp or local?\n", stderr); exit(1);
	}
	int fd = socket(domain, type, 0);
	if (fd == -1) {
		perror("socket");
		exit(1);
	}
	close(fd);
	exit(0);
}
