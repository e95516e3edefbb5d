// SPDX-License-Identifier: MIT
// attack: Feeds the compiler zeroes without end.
// gets: crashed|ok
// says: ran out of memory
#include "/dev/zero"
int main(void) { return 0; }
