// SPDX-License-Identifier: MIT
/* markdown_plain.h
 * Course text (CommonMark, read by cmark) as sentences for any terminal, a pipe or a screen reader.
 */
#pragma once
#include "base/buf.h"

/* Wrapped at `columns`; code keeps its lines, indented. The text is made safe first. */
void markdown_plain(struct buf *out, const char *text, size_t columns);
