// SPDX-License-Identifier: MIT
// attack: Looks for solutions, scripts, secrets and neighbours.
// ends: played
// shows: looked
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const char *const paths[] = { "/root", "/home", "/etc/shadow", "/etc/hostname", "/sys", "/var", "/mnt",
	"/opt", "/srv", "/dev/mem", "/dev/tty", "/dev/shm", "/proc/1/root/etc/shadow", "/proc/1/cwd/x",
	"/proc/1/fd", "/proc/1/environ", "/proc/1/maps", "/proc/1/mem", "/proc/kcore", "/proc/self/root/../root",
	"/proc/self/cwd/../../../root", "../../../../../../root", "../solutions", "/proc/sys/kernel/core_pattern_" };

int main(void)
{
	for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (open(paths[i], O_RDONLY) >= 0)
			printf("ESCAPED: read %s\n", paths[i]);
	for (int fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("ESCAPED: inherited descriptor %d\n", fd);
	puts("looked");
	return 0;
}
