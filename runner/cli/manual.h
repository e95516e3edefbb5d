// SPDX-License-Identifier: MIT
/* manual.h
 * The manual page, its verbs and options from the same rows that the program reads.
 */
#pragma once
#include "base/buf.h"

void manual_write(struct buf *out);
