// SPDX-License-Identifier: MIT
/* One thread, many clients, by poll(). With a second argument: that many milliseconds at most in poll(). */
#include "common.h"
#include <poll.h>

int main(int argc, char **argv)
{
	struct pollfd fds[64] = { { .fd = listener_on(argc > 1 ? argv[1] : "0"),
		.events = POLLIN } };
	int count = 1, patience = argc > 2 ? atoi(argv[2]) : -1;
	char data[4096];

	for (;;) {
		if (poll(fds, count, patience) <= 0)
			continue;
		if (fds[0].revents && count < 64)
			fds[count++] =
				(struct pollfd){ .fd = accept_one(fds[0].fd), .events = POLLIN };
		for (int i = 1; i < count; i++) {
			ssize_t n;

			if (!fds[i].revents)
				continue;
			n = recv(fds[i].fd, data, sizeof data, 0);
			if (n < 0 && errno == EINTR)
				continue;
			if (n > 0 && send_all(fds[i].fd, data, n) == 0)
				continue;
			close(fds[i].fd);
			fds[i--] = fds[--count];
		}
	}
}
