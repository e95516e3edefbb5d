// SPDX-License-Identifier: MIT
// attack: Includes itself twice, 2^200 times over.
// gets: refused
// says: nested
#include "20-include-itself.c"
#include "20-include-itself.c"
