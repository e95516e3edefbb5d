// SPDX-License-Identifier: MIT
/* Wrong on purpose: what came is copied as if it were a string. */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFSIZE 1024

static void serve(int client)
{
	char buf[BUFSIZE], reply[2 * BUFSIZE];
	ssize_t n;

	while ((n = recv(client, buf, sizeof(buf), 0)) > 0) {
		int len = snprintf(reply, sizeof(reply), "OK...%s", buf);
		send(client, reply, len, 0);
	}
}

int main(int argc, char **argv)
{
	int sock, client, on = 1;
	struct sockaddr_in addr;

	if (argc != 2) {
		fprintf(stderr, "Usage: %s <port>\n", argv[0]);
		exit(1);
	}
	signal(SIGPIPE, SIG_IGN);
	sock = socket(PF_INET, SOCK_STREAM, 0);
	if (sock < 0) {
		perror("socket() failed");
		exit(1);
	}
	setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	memset(&addr, 0, sizeof(addr));
	addr.sin_family = AF_INET;
	addr.sin_addr.s_addr = htonl(INADDR_ANY);
	addr.sin_port = htons(atoi(argv[1]));
	if (bind(sock, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		perror("bind() failed");
		exit(1);
	}
	if (listen(sock, 5) < 0) {
		perror("listen() failed");
		exit(1);
	}
	for (;;) {
		client = accept(sock, NULL, NULL);
		if (client < 0) {
			perror("accept() failed");
			continue;
		}
		serve(client);
		close(client);
	}
}
