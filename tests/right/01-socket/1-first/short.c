// SPDX-License-Identifier: MIT
/* As short as it gets. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main()
{
	int s = socket(PF_INET, SOCK_STREAM, 0);
	if (s == -1) {
		perror("socket");
		return 1;
	}
	return close(s) == 0 ? 0 : 1;
}
