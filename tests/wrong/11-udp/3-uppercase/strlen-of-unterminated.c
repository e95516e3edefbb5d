// SPDX-License-Identifier: MIT
/* Wrong on purpose: the answer is measured as text. */
#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static char buf[65536];

int main(int argc, char **argv)
{
	int sd;
	struct sockaddr_in servaddr, cliaddr;
	socklen_t len;
	ssize_t n, i;

	if (argc != 2)
		return 2;
	if ((sd = socket(AF_INET, SOCK_DGRAM, 0)) < 0) {
		perror("socket");
		return 1;
	}
	memset(&servaddr, 0, sizeof(servaddr));
	memset(&cliaddr, 0, sizeof(cliaddr));
	servaddr.sin_family = AF_INET;
	servaddr.sin_addr.s_addr = INADDR_ANY;
	servaddr.sin_port = htons(atoi(argv[1]));
	if (bind(sd, (const struct sockaddr *)&servaddr, sizeof(servaddr)) < 0) {
		perror("bind");
		return 1;
	}
	for (;;) {
		len = sizeof(cliaddr);
		n = recvfrom(sd, buf, sizeof(buf), 0, (struct sockaddr *)&cliaddr, &len);
		if (n < 0) {
			perror("recvfrom");
			continue;
		}
		for (i = 0; i < n; i++)
			if (buf[i] >= 'a' && buf[i] <= 'z')
				buf[i] = toupper((unsigned char)buf[i]);
		sendto(sd, buf, strlen(buf), 0, (struct sockaddr *)&cliaddr, len);
	}
}
