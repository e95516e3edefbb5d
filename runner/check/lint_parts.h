// SPDX-License-Identifier: MIT
/* lint_parts.h
 * Between the files of lint.
 */
#pragma once
#include "check/lint.h"

void lint_add(struct lint_result *r, enum lint_weight weight, const char *where, const char *fmt,
	...) PRINTF(4, 5);
/* Checks every link of a Markdown text: relative files are there, "#words" are a heading of it. */
void lint_links(struct lint_result *r, const char *path, const char *where, const char *text);
/* The places in braces of a page, one at a time: *at moves on. False at the end; `key` has room for 64. */
bool lint_next_place(const char **at, char *key);

/* Compiles them all into the cache, as many at a time as there are CPUs. */
void checker_warm(
	struct checker *c, const char *const *sources, size_t count, const struct lint_options *o);
