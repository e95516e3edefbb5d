// SPDX-License-Identifier: MIT
/* Several datagrams a call: recvmmsg() and sendmmsg(). */
#define _GNU_SOURCE
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
#include <sys/uio.h>

#define LOT 4

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd == -1) {
		perror("socket");
		return 1;
	}
	struct sockaddr_in sa;
	memset(&sa, 0, sizeof(sa));
	sa.sin_family = AF_INET;
	sa.sin_addr.s_addr = INADDR_ANY;
	sa.sin_port = htons(atoi(argv[1]));
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		perror("bind");
		return 1;
	}

	static char buf[LOT][65536];
	struct sockaddr_in from[LOT];
	struct iovec io[LOT];
	struct mmsghdr m[LOT];
	for (;;) {
		memset(m, 0, sizeof(m));
		for (int k = 0; k < LOT; k++) {
			io[k] = (struct iovec){ buf[k], sizeof(buf[k]) };
			m[k].msg_hdr = (struct msghdr){ .msg_name = &from[k],
				.msg_namelen = sizeof(from[k]),
				.msg_iov = &io[k],
				.msg_iovlen = 1 };
		}
		int got = recvmmsg(fd, m, LOT, MSG_WAITFORONE, NULL);
		if (got < 0) {
			perror("recvmmsg");
			return 1;
		}
		for (int k = 0; k < got; k++) {
			io[k].iov_len = m[k].msg_len;
			for (unsigned i = 0; i < m[k].msg_len; i++)
				buf[k][i] = toupper((unsigned char)buf[k][i]);
		}
		for (int done = 0; done < got;) {
			int n = sendmmsg(fd, m + done, got - done, 0);
			if (n < 0) {
				perror("sendmmsg");
				break;
			}
			done += n;
		}
	}
}
