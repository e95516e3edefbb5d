// SPDX-License-Identifier: MIT
// attack: The assembler repeats without end.
// gets: crashed
__asm__(".rept 2000000000\n.byte 1\n.endr");
int main(void) { return 0; }
