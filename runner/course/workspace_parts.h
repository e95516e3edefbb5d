// SPDX-License-Identifier: MIT
/* workspace_parts.h
 * What the workspace's own files share: names with a date, and files that belong to the learner even where the runner
 * was started with sudo.
 */
#pragma once
#include "base/err.h"

/* Local time by a strftime() format. */
void time_text(char *out, size_t size, const char *format);

/* Started with sudo, what we make belongs to who started it. */
void give_to_user(const char *path);
bool make_dirs_for_user(const char *path, struct err *err);
