// SPDX-License-Identifier: MIT
/* Wrong on purpose: the port in this machine's order. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* How many wait in the queue of a listening socket, and for how many there is room: -1 if the kernel
 * won't say. */
static int waiting_room(int listener, unsigned *waiting, unsigned *room)
{
	struct tcp_info info;
	socklen_t size = sizeof(info);

	if (getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
		return -1;

	/* For a listener these two fields mean something else than their names say. */
	*waiting = info.tcpi_unacked;
	*room = info.tcpi_sacked;
	return 0;
}

int main(int argc, char **argv)
{
	int port = argc == 3 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT BACKLOG\n", argv[0]);
		return 2;
	}

	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener < 0) {
		perror("socket");
		return 1;
	}

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = (port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("bind");
		return 1;
	}
	if (listen(listener, atoi(argv[2])) < 0) {
		perror("listen");
		return 1;
	}

	char line[80];
	while (fgets(line, sizeof(line), stdin)) {
		unsigned waiting, room;
		if (waiting_room(listener, &waiting, &room) < 0) {
			perror("getsockopt");
			return 1;
		}
		printf("%u waiting, room for %u\n", waiting, room);
		fflush(stdout);
	}

	close(listener);
	return 0;
}
