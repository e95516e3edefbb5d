// SPDX-License-Identifier: MIT
/* text.h
 * Strangers' bytes made fit for a person's eyes. Whatever a program, a compiler or a course file says passes
 * through here before it reaches a terminal or a report: no escape sequence, control character, bidi override
 * or broken UTF-8 ever does.
 */
#pragma once
#include "base/buf.h"

/* As a C string in double quotes: "hel\0lo\n". Valid printable UTF-8 stays; everything else is escaped.
 * At most `max` bytes are shown (0: all), then `"... (N bytes in all)`. */
void text_quote(struct buf *out, struct bytes b, size_t max);

/* As running text: newlines and tabs stay, everything that could move a cursor is escaped as \xNN or U+XXXX. */
void text_safe(struct buf *out, struct bytes b);
void text_safe_str(struct buf *out, const char *s);

/* The same for one line: newlines and tabs are escaped too. */
void text_safe_line(struct buf *out, struct bytes b);

/* A word that a shell takes for itself and nothing else, and that can be shown: as it is, in 'quotes', or where it has what must not
 * be shown as bash's $'\n'. */
void text_quote_shell(struct buf *out, struct bytes word);

/* "68 65 6c 6c 6f", at most `max` bytes (0: all). */
void text_hex(struct buf *out, struct bytes b, size_t max);

/* Length in bytes of the valid, printable UTF-8 character at s, 0 if there is none. */
size_t text_char(const uint8_t *s, size_t len);

/* Columns that valid UTF-8 text takes on a terminal (CJK counts two, combining marks none). */
size_t text_width(const char *s);

/* Wraps a paragraph at `columns`, each line after `indent`; words longer than a line stay whole. */
void text_wrap(struct buf *out, const char *s, size_t columns, const char *indent);

/* Words that lead to a command: "See it:", "socklings trace 9.1". Whoever pastes it must get all of it, so it stays in one line: behind the
 * words where it fits, else by itself. */
void text_wrap_command(
	struct buf *out, const char *s, const char *command, size_t columns, const char *indent);
