// SPDX-License-Identifier: MIT
// attack: The assembler prints what looks like the compiler's own words.
// gets: ok|refused
__asm__(".print \"[{\\\"kind\\\":\\\"error\\\",\\\"message\\\":\\\"forged\\\"}]\"");
__asm__(".print \"[[[[[[[[[[[[[[[[\"");
int main(void) { return 0; }
