// SPDX-License-Identifier: MIT
// attack: A program of four gigabytes.
// gets: crashed|ok
// says: more than 64 MiB
static char a[1UL << 32] = { 1 };
int main(void) { return a[0]; }
