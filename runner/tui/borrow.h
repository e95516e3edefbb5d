// SPDX-License-Identifier: MIT
/* borrow.h
 * Other programs on our terminal: the learner's editor at the right line, a manual page. They get the whole terminal and give it back; an
 * editor with a window of its own is started and left alone.
 */
#pragma once
#include "base/err.h"

/* `hook` is a command of the learner's ("code --goto"), "" for $VISUAL or $EDITOR. */
bool borrow_editor(const char *hook, const char *path, int line, struct err *err);
bool borrow_man(const char *page, struct err *err); /* "recv(2)" */
/* The words of an editor's command for a file at a line; NULL-terminated, strv_free(). Quotes and backslashes mean what they mean to a
 * shell, and nothing else does. NULL with a sentence: a quote is not closed, or there is no word. */
char **borrow_editor_words(const char *command, const char *path, int line, struct err *err);
