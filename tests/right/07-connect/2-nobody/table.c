// SPDX-License-Identifier: MIT
/* Reasons in a table. */
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
	if (argc != 3) {
		fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
		return 2;
	}
	struct sockaddr_in to;
	memset(&to, 0, sizeof(to));
	to.sin_family = AF_INET;
	to.sin_port = htons(atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fprintf(stderr, "%s: not an address\n", argv[1]);
		return 1;
	}
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	static const struct {
		int error;
		const char *format;
	} reasons[] = {
		{ 0, "somebody listens on port %2$s of %1$s\n" },
		{ ECONNREFUSED, "nobody listens on port %2$s of %1$s\n" },
		{ ENETUNREACH, "there is no way to %1$s\n" },
		{ EHOSTUNREACH, "there is no way to %1$s\n" },
	};
	int error = connect(fd, (struct sockaddr *)&to, sizeof to) < 0 ? errno : 0;
	close(fd);
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].error == error) {
			fprintf(error ? stderr : stdout, reasons[i].format, argv[1], argv[2]);
			return error != 0;
		}
	errno = error;
	perror("connect");
	return 1;
}
