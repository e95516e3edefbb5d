// SPDX-License-Identifier: MIT
/* help_keys.h
 * Keys that belong to no single view, as rows: help shows them, and so does the manual page.
 */
#pragma once
#include <stddef.h>

struct help_key {
	const char *label, *help;
};
extern const struct help_key help_pager_keys[], help_global_keys[];
extern const size_t help_pager_key_count, help_global_key_count;
