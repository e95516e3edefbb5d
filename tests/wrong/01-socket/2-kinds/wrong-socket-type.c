// SPDX-License-Identifier: MIT
/* Wrong on purpose: UDP where TCP is wanted. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
	const char *name;
	int domain, type;
} kinds[] = {
	{ "tcp", AF_INET, SOCK_DGRAM },
	{ "udp", AF_INET, SOCK_DGRAM },
	{ "local", AF_UNIX, SOCK_DGRAM },
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s tcp|udp|local\n", argv[0]);
		return 2;
	}

	for (int i = 0; i < KINDS; i++) {
		if (strcmp(argv[1], kinds[i].name) != 0)
			continue;
		int fd = socket(kinds[i].domain, kinds[i].type, 0);
		if (fd < 0) {
			perror("socket");
			return 1;
		}
		close(fd);
		return 0;
	}

	fprintf(stderr, "%s: no such kind\n", argv[1]);
	return 1;
}
