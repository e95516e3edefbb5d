// SPDX-License-Identifier: MIT
/* With err(). */
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
#include <err.h>

int main(int argc, char **argv)
{

	if (argc != 3)
		errx(2, "two words");
	int fd = socket(AF_INET, strcmp(argv[1], "dgram") ? SOCK_STREAM : SOCK_DGRAM,
		strcmp(argv[2], "udp") ? IPPROTO_TCP : IPPROTO_UDP);
	if (fd < 0)
		err(1, "%s %s", argv[1], argv[2]);
	if (write(1, "possible\n", 9) != 9)
		return 1;
	close(fd);
	return 0;
}
