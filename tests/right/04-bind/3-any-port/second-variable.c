// SPDX-License-Identifier: MIT
/* Asks into another variable, after listen(). */
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
	int s = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in want = { 0 }, have;
	socklen_t len = sizeof have;
	want.sin_family = AF_INET;
	inet_aton("127.0.0.1", &want.sin_addr);
	if (bind(s, (struct sockaddr *)&want, sizeof want) < 0 ||
		getsockname(s, (struct sockaddr *)&have, &len) < 0) {
		perror("bind");
		return 1;
	}
	dprintf(1, "%u\n", ntohs(have.sin_port));
	if (listen(s, 1) < 0)
		return 1;
	char buf[10];
	while (read(0, buf, sizeof buf) > 0)
		;
	close(s);
	return 0;
}
