// SPDX-License-Identifier: MIT
/* Addresses from text. */
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

	if (argc != 3)
		return 2;
	struct sockaddr_in a;
	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_port = htons(atoi(argv[1]));
	inet_pton(AF_INET, strcmp(argv[2], "here") == 0 ? "127.0.0.1" : "0.0.0.0", &a.sin_addr);
	int s = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 3)) {
		perror("bind or listen");
		return 1;
	}
	char c;
	while (read(0, &c, 1) == 1)
		;
	return 0;
}
