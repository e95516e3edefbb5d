// SPDX-License-Identifier: MIT
/* markdown.h
 * Course text (CommonMark, read by cmark) as a doc: headings, lists, quotes as callouts, code with C in its colours, and
 * manual pages such as recv(2) made into links.
 */
#pragma once
#include "tui/doc.h"

void markdown_to_doc(struct doc *d, const char *text);
