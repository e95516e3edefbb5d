// SPDX-License-Identifier: MIT
/* One thread, many clients, by edge-triggered epoll and sockets that do not block. */
#include "common.h"
#include <sys/epoll.h>

static void serve(int fd)
{
	char data[4096];
	ssize_t n;

	while ((n = recv(fd, data, sizeof data, MSG_DONTWAIT)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0 && send_all(fd, data, n) < 0)
			break;
	if (n >= 0 || errno != EAGAIN)
		close(fd);
}

int main(int argc, char **argv)
{
	int listener = listener_on(argc > 1 ? argv[1] : "0"), ep = epoll_create1(0), fd;
	struct epoll_event ev = { EPOLLIN | EPOLLET, { .fd = listener } }, ready[8];

	fcntl(listener, F_SETFL, O_NONBLOCK);
	epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev);
	for (;;) {
		int n = epoll_wait(ep, ready, 8, -1);

		for (int i = 0; i < n; i++) {
			if (ready[i].data.fd != listener) {
				serve(ready[i].data.fd);
				continue;
			}
			while ((fd = accept(listener, NULL, NULL)) >= 0 || errno == EINTR) {
				ev.data.fd = fd;
				if (fd >= 0)
					epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
			}
		}
	}
}
