// SPDX-License-Identifier: MIT
// attack: Hopes for a crafted precompiled header beside it.
// gets: refused
// says: No such file|file not found
#include "my.h"
int main(void) { return 0; }
