// SPDX-License-Identifier: MIT
/* Asks for the family alone, then for the whole name. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, SOCK_STREAM, 0);
	sa_family_t family;
	socklen_t len = sizeof family;

	if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) < 0 ||
		getsockname(s, (struct sockaddr *)&family, &len) < 0) {
		perror("bind");
		return 1;
	}
	if (family != AF_INET || len > sizeof a)
		return 1;
	len = sizeof a;
	if (getsockname(s, (struct sockaddr *)&a, &len) < 0 || listen(s, 5) < 0) {
		perror("getsockname");
		return 1;
	}
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	return 0;
}
