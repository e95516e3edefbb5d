// SPDX-License-Identifier: MIT
// attack: Includes itself 2^40 times, without a word and without memory.
// gets: crashed
// says: memory|processor time|crashed on this file
#if __INCLUDE_LEVEL__ < 40
#include "22-include-recursion.c"
#include "22-include-recursion.c"
#endif
