// SPDX-License-Identifier: MIT
/* highlight.h
 * The colours of C, a token at a time: enough to read by, not a compiler.
 */
#pragma once
#include "tui/canvas.h"

struct highlighter {
	bool comment; /* inside a block comment that goes on */
};
/* Length of the token at the start of `s` (one line, not empty), and its role. */
size_t highlight_next(struct highlighter *h, const char *s, enum role *role);
