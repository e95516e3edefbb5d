// SPDX-License-Identifier: MIT
// attack: Reads the keys that somebody types.
// gets: refused
// says: No such file|file not found
#include "/dev/tty"
int main(void) { return 0; }
