// SPDX-License-Identifier: MIT
/* imports.h
 * What a program asks of its libraries by name: a call that one run had no occasion to make may stand in it all the same.
 */
#pragma once
#include "base/base.h"

/* It has one of `names` (ended by NULL) from elsewhere; false also where the file cannot be read. */
bool imports_any(const char *program, const char *const *names);
