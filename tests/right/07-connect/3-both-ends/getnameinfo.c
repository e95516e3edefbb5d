// SPDX-License-Identifier: MIT
/* Text by getnameinfo(), for both ends in a loop. */
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
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}

	char text[2][64];
	for (int i = 0; i < 2; i++) {
		struct sockaddr_storage ss;
		socklen_t len = sizeof ss;
		char host[50], port[10];
		int rc = (i ? getsockname : getpeername)(fd, (struct sockaddr *)&ss, &len);
		if (rc < 0) {
			perror("name");
			return 1;
		}
		getnameinfo((struct sockaddr *)&ss, len, host, sizeof host, port, sizeof port,
			NI_NUMERICHOST | NI_NUMERICSERV);
		snprintf(text[i], sizeof text[i], "%s:%s", host, port);
	}
	printf("they are %s\nwe are %s\n", text[0], text[1]);
	FILE *in = fdopen(fd, "r");
	char line[100] = "";
	if (fgets(line, sizeof line, in))
		line[strcspn(line, "\n")] = 0;
	fclose(in);
	int same = !strcmp(line, text[1]);
	puts(same ? "they agree" : "they see somebody else");
	return !same;
}
