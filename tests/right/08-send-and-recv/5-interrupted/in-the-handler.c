// SPDX-License-Identifier: MIT
/* With SA_RESTART; the handler itself writes, by calls that a handler may make. */
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

static volatile sig_atomic_t total;

static void tell(int s)
{
	char text[32] = "so far ", digits[12];
	int n = 7, k = 0, number = total, saved = errno;

	(void)s;
	do
		digits[k++] = '0' + number % 10;
	while ((number /= 10) > 0);
	while (k > 0)
		text[n++] = digits[--k];
	text[n++] = '\n';
	if (write(1, text, n) < 0)
		_exit(1);
	errno = saved;
}

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
	struct sigaction sa = { .sa_handler = tell, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &sa, NULL);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}

	char buf[100];
	ssize_t n;
	while ((n = recv(fd, buf, sizeof buf, 0)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("recv");
			return 1;
		}
		total += n;
	}
	printf("all %d\n", (int)total);
	return 0;
}
