// SPDX-License-Identifier: MIT
// attack: Reads the keys that somebody types.
// gets: refused
// says: No such file
#include "/dev/tty"
int main(void) { return 0; }
