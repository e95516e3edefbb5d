// SPDX-License-Identifier: MIT
/* compile.c
 * From source to program: what is read at the first and only opening of the file is what is
 * hashed, compiled and judged.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "stage/compile_parts.h"
#include "stage/diagnostics.h"
#include "stage/probe.h"

enum { SOURCE_MAX = 1 << 20, CACHE_KEEP = 500, NAME_MAX_INSIDE = 100 };

/* In every key: to be raised when the meaning of flags or of a slot changes. */
static const char recipe[] = "socklings program 1";

/* A file may be called "@args.c" or "-x.c"; the compiler only ever meets harmless names. */
static const char *name_inside(const char *base)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	size_t len = strlen(base);

	if (len > 2 && len < NAME_MAX_INSIDE && strspn(base, plain) == len &&
		strcmp(base + len - 2, ".c") == 0 && base[0] != '.' && base[0] != '-')
		return base;
	return "program.c";
}

static void finish(struct compile_result *out, enum compile_outcome outcome, const char *text)
{
	out->outcome = outcome;
	free(out->text);
	out->text = text && text[0] ? xstrdup(text) : NULL;
}

static bool read_source(const char *path, struct buf *source, struct err *err)
{
	const char *nul;

	if (!file_read(path, SOURCE_MAX, FILE_NO_LINKS, source, err))
		return false;
	nul = source->len ? memchr(source->data, '\0', source->len) : NULL;
	if (!nul)
		return true;
	return err_set(err,
		"%s is not text: byte %zu of it is zero. Is it a program instead of its source?",
		path, (size_t)(nul - source->data) + 1);
}

/* The name counts: what was said of the file calls it so, and so does __FILE__. */
static void make_key(const struct compiler *c, unsigned flags, const char *name,
	const struct buf *source, char key[65])
{
	const char *words[COMPILER_WORDS];
	struct hash *h = hash_new();

	compiler_words(c, flags, name, "", words);
	hash_add_str(h, recipe);
	hash_add_str(h, c->stamp);
	hash_add_str(h, c->version);
	for (size_t i = 0; words[i]; i++)
		hash_add_str(h, words[i]);
	hash_add(h, buf_bytes(source));
	hash_end(h, key);
}

/* Why a compiler gave up, as far as it can be known. */
static char *why_crashed(
	const struct compiler *c, const struct box_result *r, const struct diagnostics *sum)
{
	if (r->late)
		return xasprintf(
			"%s was still at work on this file after 20 seconds and was stopped",
			c->name);
	if (r->flooded)
		return xasprintf(
			"%s had more than a megabyte to say about this file and was stopped",
			c->name);
	if (strstr(sum->other, "CPU time limit") ||
		r->cpu_ns >= (uint64_t)sandbox_compile_limits.cpu_seconds * NS_PER_SEC)
		return xasprintf(
			"%s needed more than %d seconds of processor time for this file and "
			"was stopped",
			c->name, sandbox_compile_limits.cpu_seconds);
	if (WIFSIGNALED(r->status))
		return xasprintf("%s was ended by %s while it worked on this file", c->name,
			strsignal(WTERMSIG(r->status)));
	if (strstr(sum->other, "memory"))
		return xasprintf("%s ran out of memory over this file (it may use %llu MiB)",
			c->name, (unsigned long long)sandbox_compile_limits.memory_bytes >> 20);
	if (strstr(sum->other, "File size limit") || strstr(sum->other, "No space") ||
		strstr(sum->other, "too big"))
		return xasprintf("%s wanted to write a program of more than %llu MiB", c->name,
			(unsigned long long)sandbox_compile_limits.file_bytes >> 20);
	if (sum->other[0])
		return xasprintf("%s crashed on this file: %s", c->name, sum->other);
	return xasprintf("%s ended twice with status %d over this file and gave no reason%s%.200s",
		c->name, WEXITSTATUS(r->status), r->said.len ? "; it said: " : "",
		buf_str(&r->said));
}

static void judge_program(const char *program, struct compile_result *out)
{
	AUTO(freep) char *loader = compile_strange_loader(program);
	AUTO(freep) char *text = NULL;

	if (loader)
		text = xasprintf(
			"the program names a loader of its own, \"%.100s\", and that is not one of "
			"the system's",
			loader);
	finish(out, loader ? COMPILE_REFUSED : COMPILE_OK, text);
}

static void judge(const struct compiler *c, const struct box_job *job, const struct box_result *r,
	const struct diagnostics *sum, struct compile_result *out)
{
	AUTO(freep) char *text = NULL;

	if (WIFEXITED(r->status) && WEXITSTATUS(r->status) == 0) {
		judge_program(job->fresh, out);
		return;
	}
	if (sum->errors > 0 && !sum->limit && !r->late && !r->flooded) {
		finish(out, COMPILE_REFUSED, NULL);
		return;
	}
	text = why_crashed(c, r, sum);
	finish(out, COMPILE_CRASHED, text);
}

/* What is not the source's fault, and how it is got round. */
static const struct {
	const char *said;
	unsigned flag;
} second_tries[] = {
	/* gcc 12 forgets its JSON when it stops after too many errors (which it must: a few
	 * lines of source can make a million). */
	{ "due to -fmax-errors", COMPILE_PLAIN },
	{ "ld.gold: internal error", COMPILE_NO_GOLD },
	{ "cannot find 'ld'", COMPILE_NO_GOLD },
};

/* The flag for a second try, 0 where the first will do. A compiler that gave up without a word
 * had some trouble of the machine's: the source would have been told. */
static unsigned second_try(
	const struct box_result *r, const struct diagnostics *sum, unsigned flags)
{
	if (!r->done || sum->errors > 0 || (WIFEXITED(r->status) && WEXITSTATUS(r->status) == 0))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(second_tries); i++)
		if (!(flags & second_tries[i].flag) &&
			strstr(buf_str(&r->said), second_tries[i].said))
			return second_tries[i].flag;
	return WIFEXITED(r->status) && !sum->other[0] && !r->late && !r->flooded
		       ? COMPILE_NO_GOLD & ~flags
		       : 0;
}

static void compile_fresh(struct compiler *c, struct box_job *job, const char *name,
	const struct cache_slot *slot, struct compile_result *out)
{
	struct diagnostics sum = { 0 };
	struct box_result r = { 0 };
	struct err err = { "" };
	unsigned again = 0;

	do {
		buf_free(&r.said);
		unlink(job->fresh);
		timeline_free(out->said);
		out->said = timeline_new();
		job->flags |= again;
		box_run(job, &r, &err);
		diagnostics_read(buf_bytes(&r.said), job->inside, name, out->said, &sum);
		again = second_try(&r, &sum, job->flags);
	} while (again != 0);
	if (!r.done)
		finish(out, COMPILE_TOOL, err.text);
	else
		judge(c, job, &r, &sum, out);
	buf_free(&r.said);
	if (out->outcome != COMPILE_OK)
		unlink(job->fresh);
	else if (!cache_put(slot, out->said, &err))
		finish(out, COMPILE_TOOL, err.text);
}

/* Now and then is often enough: a slot in sixteen sees to it. */
static void tidy(const char *cache_dir, const char *key)
{
	if (key[63] == '0')
		cache_prune(cache_dir, CACHE_KEEP);
}

static void compile_or_find(struct compiler *c, const char *name, const struct buf *source,
	const char *cache_dir, unsigned flags, struct compile_result *out)
{
	struct cache_slot slot = { 0 };
	struct err err = { "" };
	char key[65];
	struct box_job job = {
		.compiler = c,
		.flags = flags,
		.inside = name_inside(name),
		.source = buf_bytes(source),
		.namespaces = probe_isolates(),
	};

	make_key(c, flags, name, source, key);
	if (!cache_open(cache_dir, key, &slot, &err)) {
		finish(out, COMPILE_TOOL, err.text);
	} else if (!(flags & COMPILE_NO_CACHE) && cache_get(&slot, out->said)) {
		out->cached = true;
		finish(out, COMPILE_OK, NULL);
	} else {
		job.fresh = slot.fresh;
		compile_fresh(c, &job, name, &slot, out);
		tidy(cache_dir, key);
	}
	if (out->outcome == COMPILE_OK)
		out->program = TAKE(slot.program);
	cache_close(&slot);
}

void compile_source(struct compiler *c, const char *path, const char *cache_dir, unsigned flags,
	struct compile_result *out)
{
	uint64_t began = clock_steady_ns();
	const char *name = path_base(path);
	AUTO(buf_free) struct buf source = { 0 };
	struct err err = { "" };

	*out = (struct compile_result){ .said = timeline_new() };
	out->command = compiler_command(c, flags, name);
	if (!read_source(path, &source, &err)) {
		finish(out, COMPILE_BAD_FILE, err.text);
	} else {
		hash_bytes(buf_bytes(&source), out->source_hash);
		compile_or_find(c, name, &source, cache_dir, flags, out);
	}
	out->took_ns = clock_steady_ns() - began;
}

void compile_result_free(struct compile_result *r)
{
	if (!r)
		return;
	free(r->program);
	free(r->command);
	free(r->text);
	timeline_free(r->said);
	*r = (struct compile_result){ 0 };
}
