// SPDX-License-Identifier: MIT
/* Wrong on purpose: the second argument, of which there is only one. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(1);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in server = { 0 };
	int s, c;

	(void)argc;
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (s < 0)
		die("socket");
	server.sin_family = AF_INET;
	server.sin_port = htons(atoi(argv[2]));
	server.sin_addr.s_addr = htonl(INADDR_ANY);
	if (bind(s, (struct sockaddr *)&server, sizeof(server)) < 0)
		die("bind");
	if (listen(s, 5) < 0)
		die("listen");
	c = accept(s, NULL, NULL);
	if (c < 0)
		die("accept");
	if (write(c, "found\n", 6) != 6)
		die("write");
	close(c);
	close(s);
	return 0;
}
