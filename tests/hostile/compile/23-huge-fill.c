// SPDX-License-Identifier: MIT
// attack: The assembler writes without end.
// gets: crashed
// says: more than 64 MiB|memory
__asm__(".fill 0x7fffffff, 8, 1");
int main(void) { return 0; }
