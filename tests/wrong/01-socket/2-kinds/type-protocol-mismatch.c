// SPDX-License-Identifier: MIT
/* Wrong on purpose: family and type are exchanged. */
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

	int s = -1;
	if (argc < 2)
		return 2;
	if (!strcmp(argv[1], "tcp"))
		s = socket(SOCK_STREAM, PF_INET, IPPROTO_TCP);
	else if (!strcmp(argv[1], "udp"))
		s = socket(SOCK_DGRAM, PF_INET, IPPROTO_UDP);
	else if (!strcmp(argv[1], "local"))
		s = socket(PF_LOCAL, SOCK_STREAM, 0);
	if (s < 0) {
		fprintf(stderr, "can't\n");
		return 1;
	}
	return close(s) != 0;
}
