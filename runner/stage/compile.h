// SPDX-License-Identifier: MIT
/* compile.h
 * From a source file to a program: one pinned set of flags, in the sandbox, with a cache. What the
 * compiler says comes back as facts (EVENT_DIAGNOSTIC) in `said`.
 */
#pragma once
#include "base/err.h"
#include "timeline/timeline.h"

struct compiler;
/* Finds the compiler once ($CC, gcc, clang, cc) and its version. NULL with the exact cure if
 * there is none. */
struct compiler *compiler_find(struct err *err);
void compiler_free(struct compiler *c);
const char *compiler_name(const struct compiler *c); /* "gcc 12.2.0" */

/* From now on a compile that is under way ends at once when this says so (NULL: never), with COMPILE_TOOL. It is asked in whatever
 * thread compiles. */
void compiler_stop_when(struct compiler *c, bool (*cancelled)(void *context), void *context);

enum compile_outcome {
	COMPILE_OK,
	COMPILE_REFUSED,  /* the learner's source is wrong: diagnostics say how */
	COMPILE_BAD_FILE, /* FIFO, symlink, binary, too large, unreadable ...: text says which */
	COMPILE_CRASHED,  /* the compiler itself crashed or ran into a limit on this source: text */
	COMPILE_TOOL,	  /* ours to repair: no compiler, no space ...: text */
};

struct compile_result {
	enum compile_outcome outcome;
	char *program; /* path of the binary in the cache; owned */
	char *command; /* as a person would type it; owned */
	char *text;    /* a sentence for the outcomes that have one; owned */
	char source_hash[65];
	bool cached;
	uint64_t took_ns;
	struct timeline *said; /* EVENT_DIAGNOSTIC events; owned, never NULL */
};

enum { COMPILE_NO_CACHE = 1, COMPILE_NO_SANITIZERS = 2 };
/* Never fails in the caller's sense: everything is an outcome. `cache_dir` is made where
 * missing. */
void compile_source(struct compiler *c, const char *source, const char *cache_dir, unsigned flags,
	struct compile_result *out);
void compile_result_free(struct compile_result *r);

/* $XDG_CACHE_HOME/socklings or ~/.cache/socklings, else a folder under $TMPDIR; owned by the
 * caller. */
char *compile_cache_dir(void);
