// SPDX-License-Identifier: MIT
/* The number as text. */
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

	(void)argc;
	(void)argv;
	struct addrinfo hints = { .ai_family = AF_INET,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV },
			*a;
	if (getaddrinfo("127.0.0.1", "0", &hints, &a) != 0)
		return 1;
	int s = socket(a->ai_family, a->ai_socktype, 0);
	if (bind(s, a->ai_addr, a->ai_addrlen) < 0)
		return 1;
	freeaddrinfo(a);
	struct sockaddr_storage ss;
	socklen_t len = sizeof ss;
	char port[10];
	getsockname(s, (struct sockaddr *)&ss, &len);
	getnameinfo((struct sockaddr *)&ss, len, NULL, 0, port, sizeof port, NI_NUMERICSERV);
	puts(port);
	fflush(stdout);
	listen(s, 10);
	while (getchar() != EOF)
		;
	return 0;
}
