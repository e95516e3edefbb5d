// SPDX-License-Identifier: MIT
// attack: Fills every place that can be written to.
// ends: played
// shows: full
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const char *const places[] = { "/scratch", "/tmp", "/", "/dev", "/dev/shm", "/etc", "/program", "/proc",
	"/run", "/var/tmp" };

int main(void)
{
	static char block[1 << 16];
	long total = 0;

	signal(SIGXFSZ, SIG_IGN);
	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (int n = 0; n < 40; n++) {
			char name[64];
			snprintf(name, sizeof(name), "%s/fill-%d", places[i], n);
			int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
			ssize_t wrote;
			while (fd >= 0 && (wrote = write(fd, block, sizeof(block))) > 0)
				total += wrote;
			close(fd);
		}
	if (total > 20L << 20)
		puts("ESCAPED: more than twenty megabytes");
	puts("full");
	return 0;
}
