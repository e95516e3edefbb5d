// SPDX-License-Identifier: MIT
/* doc.h
 * Styled text to read: lines of spans, some of them links. Lessons, tasks, hints, verdicts and help are built as docs; the pager
 * shows one, wraps it to the width there is, scrolls, searches and follows links.
 */
#pragma once
#include "tui/canvas.h"

enum link_kind { LINK_MAN, LINK_EXERCISE, LINK_LESSON, LINK_SOURCE, LINK_ACTION };
struct doc_link {
	enum link_kind kind;
	char *target; /* "recv(2)", "9.1", "06", a file; owned by the doc */
	int line;     /* LINK_SOURCE */
};

struct doc; /* opaque */
struct doc *doc_new(void);
void doc_free(struct doc *d);
void doc_freep(struct doc **d);

/* A new line: `indent` columns for its first row, `hang` for those it wraps into. `literal`: it is not wrapped. */
void doc_line(struct doc *d, int indent, int hang, bool literal);
/* Adds to the last line. The text is made safe here. */
void doc_add(struct doc *d, enum role role, const char *text);
void doc_addf(struct doc *d, enum role role, const char *fmt, ...) PRINTF(3, 4);
/* What is added from here to doc_link_end() is the link. */
void doc_link_begin(struct doc *d, enum link_kind kind, const char *target, int line);
void doc_link_end(struct doc *d);
/* One line, whole: doc_line(0, 0) and doc_add. */
void doc_text(struct doc *d, enum role role, const char *text);
void doc_blank(struct doc *d);
size_t doc_line_count(const struct doc *d);
bool doc_is_empty(const struct doc *d);
/* C source with its colours, numbered from `first` (0: no numbers), `marked` line (0: none) with a sign before it. */
void doc_source(struct doc *d, const char *text, int first, int marked, int indent);

size_t doc_link_count(const struct doc *d);
const struct doc_link *doc_link_at(const struct doc *d, size_t i);

/* Draws its beginning; returns the rows it took. */
int doc_draw(const struct doc *d, struct area a);

/* ---- the pager: a doc, and where its reader is in it */
struct pager {
	const struct doc *doc;	/* borrowed */
	int top;		/* first row shown */
	int link;		/* selected, -1: none */
	int aside;		/* columns that lines which are not wrapped are moved */
	int rows, height, cols; /* as of the last draw */
	int widest;		/* of the lines that are not wrapped */
	char *search;		/* NULL: none; owned */
	int found;		/* row of the current match, -1 */
};
void pager_set(struct pager *p, const struct doc *doc); /* keeps the place where it can */
void pager_free(struct pager *p);
void pager_draw(struct pager *p, struct area a);
void pager_scroll(struct pager *p, int rows);
void pager_to(struct pager *p, bool end);
/* Shows the doc from this line on, as far as there is enough below it. */
void pager_to_line(struct pager *p, size_t line);
void pager_aside(struct pager *p, int cols);
void pager_next_link(struct pager *p, int step);
const struct doc_link *pager_link(const struct pager *p); /* NULL: none selected */
/* Row of the area (as last drawn) to a link, -1. */
int pager_link_at(const struct pager *p, int row, int col);
/* Finds text (any case) from the current place on, `step` 1 or -1; false: nowhere. */
bool pager_search(struct pager *p, const char *text, int step);
