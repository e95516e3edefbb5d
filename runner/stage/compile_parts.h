// SPDX-License-Identifier: MIT
/* compile_parts.h
 * What the files of the compile share among themselves; nobody else includes it.
 */
#pragma once
#include "base/buf.h"
#include "stage/compile.h"
#include "stage/sandbox.h"

struct compiler {
	char *path;    /* the real one, for exec */
	char *called;  /* as a person calls it: "gcc" */
	char *version; /* "12.2.0" */
	char *name;    /* "gcc 12.2.0" */
	char *stamp;   /* path, size and time of the file: in every cache key */
	bool clang, json, gold;
	struct sandbox_filter *filter;
	bool (*cancelled)(void *context); /* may be NULL */
	void *context;
};

/* compile_find.c */
/* Flags among ourselves, for a second try: gcc shall not write JSON; the linker shall be the
 * system's own. */
enum { COMPILE_PLAIN = 1 << 16, COMPILE_NO_GOLD = 1 << 17 };
enum { COMPILER_WORDS = 40 };
/* The whole command, NULL-terminated: words borrow from c and from the arguments. */
void compiler_words(const struct compiler *c, unsigned flags, const char *source,
	const char *program, const char **words);
char *compiler_command(
	const struct compiler *c, unsigned flags, const char *name); /* for a person */

/* compile_cache.c: programs by what they were made of. */
struct cache_slot {
	char *dir, *program, *said,
		*fresh; /* folder, binary, diagnostics, and a binary in the making */
};
bool cache_open(const char *cache_dir, const char *key, struct cache_slot *slot, struct err *err);
void cache_close(struct cache_slot *slot);
bool cache_get(const struct cache_slot *slot, struct timeline *said);
bool cache_put(const struct cache_slot *slot, const struct timeline *said, struct err *err);
void cache_prune(const char *cache_dir, size_t keep);

/* compile_loader.c: the loader that a program names if it is not one of the system's; NULL if all is
 * well. Owned by the caller. */
char *compile_strange_loader(const char *program);

/* compile_box.c: the compiler at work in a sandbox. */
struct box_job {
	const struct compiler *compiler;
	unsigned flags;
	const char *inside; /* the source's name there: plain letters */
	struct bytes source;
	const char *fresh; /* where the program goes on the host */
	bool namespaces;
};
struct box_result {
	bool done;    /* false: ours to repair, *err says why */
	int status;   /* as of waitpid() */
	bool flooded; /* it said more than is kept */
	bool late;    /* it was ended by the clock on the wall */
	bool cancelled;
	uint64_t cpu_ns;
	struct buf said;
};
void box_run(const struct box_job *job, struct box_result *result, struct err *err);
