// SPDX-License-Identifier: MIT
// attack: Becomes a shell and looks round.
// ends: played
// shows: looked
#include <unistd.h>

int main(void)
{
	execl("/bin/sh", "sh", "-c",
		"cat /etc/shadow && echo ESCAPED; ls /root && echo ESCAPED; echo x >/usr/x && echo ESCAPED; "
		"ls / | wc -l; echo looked",
		(char *)0);
	return 1;
}
