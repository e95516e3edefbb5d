// SPDX-License-Identifier: MIT
/* references.h
 * The solutions as programs: compiled when first needed, kept as long as the checker. They speak in a cast, and answer
 * what `like` compares with.
 */
#pragma once
#include "course/course.h"
#include "play/play.h"
#include "stage/compile.h"

struct references; /* opaque */
struct references *references_new(
	const struct course *course, struct compiler *compiler, const char *cache_dir);
void references_free(struct references *r);

/* The binary of an exercise's solution; NULL if it cannot be made, which is the course's fault or ours. Borrowed. */
const char *references_program(struct references *r, const struct exercise *e, struct err *err);

/* Who of a conversation's cast is a reference, and of what. Zeroed, then filled; the arrays are as long as the cast. */
struct reference_cast {
	const char **programs;
	const struct exercise **of;
};
bool references_cast(struct references *r, const struct exercise *e, const struct conversation *c,
	struct reference_cast *out, struct err *err);
void reference_cast_free(struct reference_cast *c);
