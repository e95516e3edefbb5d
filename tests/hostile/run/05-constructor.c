// SPDX-License-Identifier: MIT
// attack: Runs before main(), before the sanitizer, and looks for what main() could not see.
// ends: played
// shows: looked
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void look(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	if (open("/etc/shadow", O_RDONLY) >= 0 || fcntl(3, F_GETFD) >= 0)
		puts("ESCAPED: saw something");
	puts("looked");
	fflush(stdout);
}
__attribute__((section(".init_array"), used)) static void (*const first)(int, char **, char **) = look;

int main(void)
{
	return 0;
}
