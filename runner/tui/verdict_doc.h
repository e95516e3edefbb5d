// SPDX-License-Identifier: MIT
/* verdict_doc.h
 * What a check found, as a doc: the mistake by its title, the bytes wanted and got with the first difference marked, who was doing
 * what at which line, the mistake's page with this run's values, the compiler's words with the source line and a caret. Lines of the
 * learner's program are links.
 */
#pragma once
#include "check/check.h"
#include "course/course.h"
#include "tui/doc.h"

/* One line: "held: all 6 conversations", "broke in conversation 2: ...". Returns the role to draw it in. */
enum role verdict_doc_headline(
	const struct exercise *e, const struct check_result *r, struct buf *out);
/* What is to be said below the headline. `file` is the learner's, for its source lines and links; where columns matter, they are within `columns`. */
void verdict_to_doc(struct doc *d, const struct course *c, const struct exercise *e,
	const struct check_result *r, const char *file, int columns);
/* What can be done now, by the keys of an exercise. */
void verdict_next_to_doc(struct doc *d, const struct check_result *r);
