// SPDX-License-Identifier: MIT
/* page.h
 * A teacher's words for one mistake: lessons/mistakes/ID.md. The first line is "# Title", paragraphs of Markdown follow, with places
 * in braces for the evidence: {actual}, {expected}, and {line} for the line of code it is about. {{ stands for one brace.
 */
#pragma once
#include "judge/mistakes.h"

struct page {
	char *title, *text; /* owned; Markdown, places filled */
};
/* Loads and fills. A place without evidence becomes "..." and never stays in braces. */
bool page_load(const char *course_dir, const struct finding *f, struct page *out, struct err *err);
void page_free(struct page *p);

/* The places that a page has and a finding does not fill (a line each): for lint. */
bool page_check(const char *path, const struct finding *f, struct buf *missing, struct err *err);

/* The finding's evidence by name; "line" is the place of its event. NULL if there is none. Owned by the caller. */
char *page_evidence(const struct finding *f, const char *key);

/* Markdown (read by cmark) as plain text, wrapped at `columns`, each line after `indent`. */
void page_render(struct buf *out, const char *markdown, size_t columns, const char *indent);
