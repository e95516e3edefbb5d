// SPDX-License-Identifier: MIT
/* file.h
 * Files, read and written so that nothing is lost: a file is opened once and looked at through its descriptor,
 * and a write is complete on disk before it takes the old file's place.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

/* Reads a regular file of at most `max` bytes. Refuses, in a sentence, what is not one (directory, FIFO,
 * device), what is too large, and with FILE_NO_LINKS what is reached through a symlink as last component. */
enum { FILE_NO_LINKS = 1 };
bool file_read(const char *path, size_t max, int flags, struct buf *out, struct err *err);

/* Writes a new file beside `path`, syncs it, and renames it there. Failing, it leaves an older `path` intact. */
bool file_write(const char *path, struct bytes content, struct err *err);

bool file_copy(const char *from, const char *to, struct err *err);
bool file_make_dirs(const char *path, struct err *err);	  /* like mkdir -p */
bool file_remove_tree(const char *path, struct err *err); /* follows no links */
bool file_exists(const char *path);
bool file_is_dir(const char *path);

/* Names in a folder, sorted, without "." and ".." and hidden ones; NULL-terminated, free with strv_free(). */
char **file_list(const char *dir, struct err *err);

char *path_join(const char *a, const char *b); /* owned by the caller */
const char *path_base(const char *path);       /* borrowed */
char *path_dir(const char *path);	       /* owned by the caller */

void strv_free(char **list);
void strv_freep(char ***list); /* for AUTO() */
size_t strv_len(char *const *list);
