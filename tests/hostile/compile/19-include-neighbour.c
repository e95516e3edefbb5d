// SPDX-License-Identifier: MIT
// attack: Includes a file beside it, which might be a named pipe that nobody writes to.
// gets: refused
// says: No such file|file not found
#include "pipe.h"
int main(void) { return 0; }
