// SPDX-License-Identifier: MIT
// attack: Reads the environment of whoever compiles: it is a constant one.
// gets: refused|ok
#include "/proc/self/environ"
int main(void) { return 0; }
