// SPDX-License-Identifier: MIT
/* recvfrom(), toupper(), sendto(). */
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
#include <ctype.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	int sock = socket(AF_INET, SOCK_DGRAM, 0);
	if (sock == -1) {
		perror("socket");
		return 1;
	}
	struct sockaddr_in sa;
	memset(&sa, 0, sizeof(sa));
	sa.sin_family = AF_INET;
	sa.sin_addr.s_addr = INADDR_ANY;
	sa.sin_port = htons(atoi(argv[1]));
	if (bind(sock, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		perror("bind");
		return 1;
	}

	char *buf = malloc(65536);
	if (!buf)
		return 1;
	while (1) {
		struct sockaddr_in from;
		socklen_t fromlen = sizeof from;
		int n = recvfrom(sock, buf, 65536, 0, (struct sockaddr *)&from, &fromlen);
		if (n < 0) {
			perror("recvfrom");
			continue;
		}
		for (int i = 0; i < n; i++)
			buf[i] = toupper((unsigned char)buf[i]);
		if (sendto(sock, buf, n, 0, (struct sockaddr *)&from, sizeof from) < 0)
			perror("sendto");
	}
}
