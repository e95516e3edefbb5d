// SPDX-License-Identifier: MIT
/* bytes_words.h
 * A few of somebody's bytes in the middle of a sentence: `"hel"`, or `"hello, this is a lo"...` where there are more.
 */
#pragma once
#include "base/buf.h"

void words_bytes(struct buf *out, struct bytes b, uint64_t total, size_t most);
