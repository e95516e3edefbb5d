// SPDX-License-Identifier: MIT
/* Never sleeps: asks every socket again and again. Bad manners, good answers. */
#include "common.h"

int main(int argc, char **argv)
{
	int listener = listener_on(argc > 1 ? argv[1] : "0"), fds[64], count = 0;
	char data[4096];

	fcntl(listener, F_SETFL, O_NONBLOCK);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0 && count < 64)
			fds[count++] = fd;
		for (int i = 0; i < count; i++) {
			ssize_t n = recv(fds[i], data, sizeof data, MSG_DONTWAIT);

			if (n < 0 && (errno == EAGAIN || errno == EINTR))
				continue;
			if (n > 0 && send_all(fds[i], data, n) == 0)
				continue;
			close(fds[i]);
			fds[i--] = fds[--count];
		}
	}
}
