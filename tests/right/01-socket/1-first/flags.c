// SPDX-License-Identifier: MIT
/* With the flags that careful programs use, in the type argument. */
#include <err.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		err(1, "socket");
	if (close(fd) < 0)
		err(1, "close");
	return 0;
}
