// SPDX-License-Identifier: MIT
// attack: Reads the standard input of whoever compiles.
// gets: refused
// says: No such file|file not found
#include "/dev/stdin"
int main(void) { return 0; }
