// SPDX-License-Identifier: MIT
/* buf.h
 * Bytes or text that grow. The data is always followed by a NUL, so text may be read as a string.
 * A zeroed struct is an empty buffer; buf_free() leaves one behind.
 */
#pragma once
#include "base/base.h"

struct buf {
	char *data; /* owned; NULL while empty */
	size_t len, cap;
};

void buf_add(struct buf *b, const void *at, size_t len);
void buf_add_str(struct buf *b, const char *s);
void buf_add_char(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_addv(struct buf *b, const char *fmt, va_list args) PRINTF(2, 0);
void buf_pad(struct buf *b, char c, size_t count);
void buf_cut(struct buf *b, size_t len);	  /* shortens to len */
void buf_drop_front(struct buf *b, size_t count); /* forgets the first bytes */
void buf_free(struct buf *b);			  /* also for AUTO(buf_free) */
const char *buf_str(const struct buf *b);	  /* never NULL; borrowed */
char *buf_take(struct buf *b);			  /* never NULL; handed over */
struct bytes buf_bytes(const struct buf *b);	  /* borrowed */
