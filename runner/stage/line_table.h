// SPDX-License-Identifier: MIT
/* line_table.h
 * Which line of the learner's source an address of a binary belongs to, and in which function: read once from its DWARF, whichever compiler
 * wrote it. Code that isn't the learner's has no line.
 */
#pragma once
#include "timeline/event.h"

struct line_table;
struct line_tables {		  /* of the binaries that were seen */
	struct line_table **list; /* owned */
	size_t count, cap;
};
void line_tables_free(struct line_tables *all);

/* That of an open binary, which may be closed afterwards; NULL: it cannot be read. */
struct line_table *line_table_of(struct line_tables *all, int binary);
/* False: not the learner's. Strings live as long as the table. */
bool line_table_find(const struct line_table *t, uint64_t at, struct frame *out);
/* Base name of the source that has main() or, failing that, of the first one; NULL if there are no lines. */
const char *line_table_source(const struct line_table *t);
