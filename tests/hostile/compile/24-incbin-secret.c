// SPDX-License-Identifier: MIT
// attack: Puts a secret of the host into the program.
// gets: refused
__asm__(".incbin \"/etc/shadow\"");
int main(void) { return 0; }
