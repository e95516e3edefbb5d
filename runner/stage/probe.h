// SPDX-License-Identifier: MIT
/* probe.h
 * What this machine allows: each facility is tried, not guessed, in a child of its own, and what
 * is missing comes with its cure.
 */
#pragma once
#include "stage/sandbox.h"

enum probe_status { PROBE_OK, PROBE_DEGRADED, PROBE_MISSING };
struct probe {
	const char *name;  /* "user namespaces" */
	const char *gives; /* what it is for, in a sentence */
	enum probe_status status;
	char found[256]; /* "Landlock ABI 7" or what failed: "uid_map: Permission denied" */
	char cure[512];	 /* the exact commands, "" where nothing is to be done */
};
/* Tries everything; returns rows owned by the caller (free()). */
struct probe *probe_all(size_t *count);
/* The best level there is, found by trying it once (cached for the process); *why says what the
 * better one lacked. */
enum stage_level probe_level(const char **why);
/* Namespaces can be made, whatever else is missing: the compiler gets its own at any level. */
bool probe_isolates(void);
