// SPDX-License-Identifier: MIT
/* diagnostics.h
 * What a compiler (and the linker behind it) said, read into facts: gcc's JSON, and the lines of
 * text that clang, newer gccs and linkers write. The text is made from somebody's source, so
 * nothing in it is believed beyond its form.
 */
#pragma once
#include "timeline/timeline.h"

/* What it comes to. `other` is the first line that is no diagnostic but says why a compiler gave
 * up, "" if there is none; `limit`: a part of the compiler was killed, by a limit or by its own
 * fault. */
struct diagnostics {
	size_t errors, warnings;
	char other[256];
	bool limit;
};

/* Adds an EVENT_DIAGNOSTIC for each thing said to `out`, at most DIAGNOSTICS_MAX; messages are
 * cut at DIAGNOSTIC_BYTES. A file called `inside` is told as `name`, others by what the compiler
 * called them. */
enum { DIAGNOSTICS_MAX = 60, DIAGNOSTIC_BYTES = 2000 };
void diagnostics_read(struct bytes said, const char *inside, const char *name, struct timeline *out,
	struct diagnostics *sum);
