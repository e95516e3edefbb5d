// SPDX-License-Identifier: MIT
/* Wrong on purpose: a broken connection calls itself a success. */
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
	exit(0);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in server = { 0 };
	char buffer[4096];
	long total = 0;
	ssize_t n;
	int s, c;

	if (argc != 2)
		return 2;
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (s < 0)
		die("socket");
	server.sin_family = AF_INET;
	server.sin_port = htons(atoi(argv[1]));
	server.sin_addr.s_addr = htonl(INADDR_ANY);
	if (bind(s, (struct sockaddr *)&server, sizeof(server)) < 0)
		die("bind");
	if (listen(s, 5) < 0)
		die("listen");
	c = accept(s, NULL, NULL);
	if (c < 0)
		die("accept");
	while ((n = recv(c, buffer, sizeof(buffer), 0)) > 0)
		total += n;
	if (n < 0)
		die("recv");
	printf("%ld bytes\n", total);
	close(c);
	close(s);
	return 0;
}
