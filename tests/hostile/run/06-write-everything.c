// SPDX-License-Identifier: MIT
// attack: Changes the program, the system's files and the kernel's settings.
// ends: played
// shows: looked
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const paths[] = { "/program/0", "/program/1", "/usr/bin/gcc", "/etc/passwd", "/etc/hosts",
	"/etc/ld.so.cache", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/pid_max", "/proc/self/uid_map",
	"/proc/sys/net/ipv4/ip_forward", "/proc/sys/user/max_user_namespaces", "/proc/1/oom_score_adj" };

int main(int argc, char **argv)
{
	(void)argc;
	for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int fd = open(paths[i], O_WRONLY);
		if (fd >= 0 && write(fd, "0", 1) == 1)
			printf("ESCAPED: wrote %s\n", paths[i]);
		if (unlink(paths[i]) == 0 || rename(paths[i], "/scratch/x") == 0)
			printf("ESCAPED: removed %s\n", paths[i]);
	}
	if (unlink(argv[0]) == 0 || chmod("/program", 0777) == 0 || mkdir("/new", 0777) == 0)
		puts("ESCAPED: changed the root");
	puts("looked");
	return 0;
}
