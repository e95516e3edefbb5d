// SPDX-License-Identifier: MIT
// attack: Reads the files of the process that waits for the compiler.
// gets: refused
// says: Permission denied|file not found
#include "/proc/1/root/etc/shadow"
int main(void) { return 0; }
