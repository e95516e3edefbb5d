// SPDX-License-Identifier: MIT
// attack: Names a program loader of its own.
// gets: refused
// says: loader of its own
static const char interp[] __attribute__((section(".interp"), used)) = "/scratch/loader";
int main(void) { return 0; }
