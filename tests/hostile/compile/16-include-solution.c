// SPDX-License-Identifier: MIT
// attack: Reads the solution beside the handout.
// gets: refused
// says: No such file|file not found
#include "../../../solutions/06-accept/1-greet.c"
