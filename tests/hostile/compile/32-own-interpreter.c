// SPDX-License-Identifier: MIT
// attack: Names a program loader of its own; whatever it is runs inside the sandbox only.
// gets: ok
static const char interp[] __attribute__((section(".interp"), used)) = "/scratch/loader";
int main(void) { return 0; }
