// SPDX-License-Identifier: MIT
/* watch.h
 * Knowing that a file was saved: inotify on its folder (an editor may write beside and rename), backed by a look at the file for folders
 * that tell nothing.
 */
#pragma once
#include "base/err.h"

struct file_watch;
struct file_watch *file_watch_new(const char *path, struct err *err);
void file_watch_free(struct file_watch *w);
int file_watch_fd(const struct file_watch *w);
/* True if the file's content may have changed since the last time this said so. Call when the fd is readable, and now and then. */
bool file_watch_changed(struct file_watch *w);
/* How long poll() may wait before asking without the fd, in ms; -1: for ever. */
int file_watch_patience(const struct file_watch *w);
