// SPDX-License-Identifier: MIT
/* Reads the count in /proc/net/tcp, and only the room from TCP_INFO. */
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
#include <netinet/tcp.h>

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s PORT BACKLOG\n", argv[0]);
		return 2;
	}
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener == -1) {
		perror("socket");
		return 1;
	}
	int on = 1;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	struct sockaddr_in sa;
	memset(&sa, 0, sizeof(sa));
	sa.sin_family = AF_INET;
	sa.sin_addr.s_addr = INADDR_ANY;
	sa.sin_port = htons(atoi(argv[1]));
	if (bind(listener, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		perror("bind");
		return 1;
	}
	if (listen(listener, atoi(argv[2])) == -1) {
		perror("listen");
		return 1;
	}

	char line[300];
	while (fgets(line, sizeof line, stdin)) {
		FILE *table = fopen("/proc/net/tcp", "r");
		unsigned port, state, waiting = 0, queue;
		if (!table) {
			perror("/proc/net/tcp");
			return 1;
		}
		while (fgets(line, sizeof line, table))
			if (sscanf(line, "%*d: %*x:%x %*x:%*x %x %*x:%x", &port, &state, &queue) ==
					3 &&
				port == (unsigned)atoi(argv[1]) && state == TCP_LISTEN)
				waiting = queue;
		fclose(table);
		struct tcp_info ti;
		socklen_t len = sizeof ti;
		getsockopt(listener, IPPROTO_TCP, TCP_INFO, &ti, &len);
		printf("%u waiting, room for %u\n", waiting, ti.tcpi_sacked);
		fflush(stdout);
	}
	return 0;
}
