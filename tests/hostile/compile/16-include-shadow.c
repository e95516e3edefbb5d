// SPDX-License-Identifier: MIT
// attack: Reads a secret of the host by including it.
// gets: refused
// says: No such file|file not found
#include "/etc/shadow"
int main(void) { return 0; }
