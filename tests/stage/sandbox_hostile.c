// SPDX-License-Identifier: MIT
/* Programs that attack the stage they run on: tests/hostile/run. Each says in its first lines
 * what it tries, how its run may end and what must be seen. Whatever it did, it prints no
 * ESCAPED, is over in time, and nothing of it is left. / */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "stage/compile.h"
#include "stage/probe.h"
#include "stage_talk.h"

#define HOSTILE "tests/hostile/run"
/* On a busy machine all takes longer: a run that ends by itself has time enough to do so. */
enum {
	DEADLINE_MS = 1500,
	LONG_DEADLINE_MS = 8000,
	PATIENCE_MS = 3000,
	GONE_MS = 3000,
	OUTPUT_MAX = 8 << 20
};

static const char *const ends[END_HOWS] = { "played", "broke", "deadline", "cancelled", "tool" };

struct world {
	struct compiler *compiler;
	char dir[32];
	char *cache;
	char mark[32]; /* an argument by which its processes are known */
};

static int set_up(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));
	struct err err = { "" };

	stage_prepare();
	w->compiler = compiler_find(&err);
	if (!w->compiler)
		fail_msg("%s", err.text);
	strcpy(w->dir, "/tmp/socklings-test-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	w->cache = path_join(w->dir, "cache");
	snprintf(w->mark, sizeof(w->mark), "hostile-%d", getpid());
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	file_remove_tree(w->dir, NULL);
	compiler_free(w->compiler);
	free(w->cache);
	free(w);
	return 0;
}

/* The rest of the line that begins so; NULL if there is none. */
static char *header(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? xstrndup(at + strlen(key), strcspn(at + strlen(key), "\n")) : NULL;
}

static bool one_is_in(const char *text, const char *words)
{
	AUTO(freep) char *copy = xstrdup(words);
	char *save = NULL;

	for (char *word = strtok_r(copy, "|", &save); word; word = strtok_r(NULL, "|", &save))
		if (strstr(text, word))
			return true;
	return false;
}

/* ---- nothing is left */

static bool has_mark(const char *pid, const char *mark)
{
	AUTO(freep) char *path = xasprintf("/proc/%s/cmdline", pid);
	AUTO(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char line[512];
	ssize_t n = fd >= 0 ? read(fd, line, sizeof(line)) : 0;

	return n > 0 && memmem(line, (size_t)n, mark, strlen(mark)) != NULL;
}

static int count_marked(const char *mark)
{
	DIR *proc = opendir("/proc");
	int count = 0;

	for (struct dirent *d; proc && (d = readdir(proc));)
		count += d->d_name[0] >= '1' && d->d_name[0] <= '9' && has_mark(d->d_name, mark);
	closedir(proc);
	return count;
}

static bool all_are_gone(const char *mark)
{
	uint64_t until = clock_steady_ns() + GONE_MS * NS_PER_MS;

	while (count_marked(mark) > 0)
		if (clock_steady_ns() > until)
			return false;
	return true;
}

/* ---- what was seen */

static void add_event(struct buf *out, const struct event *ev)
{
	if (ev->kind == EVENT_OUTPUT)
		buf_add(out, ev->output.data.at, ev->output.data.len);
	else if (ev->kind == EVENT_NOTE)
		buf_addf(out, "\nnote: %s\n", ev->note.text);
	else if (ev->kind == EVENT_PROCESS && ev->process.main &&
		 ev->process.what == PROCESS_EXITED)
		buf_addf(out, "\nexited %d\n", ev->process.value);
	else if (ev->kind == EVENT_PROCESS && ev->process.main &&
		 ev->process.what == PROCESS_KILLED)
		buf_addf(out, "\nkilled by %d\n", ev->process.value);
	else if (ev->kind == EVENT_SANITIZER)
		buf_addf(out, "\nsanitizer: %s\n", ev->sanitizer.kind);
}

static char *all_seen(const struct timeline *tl)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < timeline_count(tl); i++)
		add_event(&out, timeline_at(tl, i));
	return buf_take(&out);
}

/* ---- a run */

static const char *compile(struct world *w, const char *path, struct compile_result *r)
{
	compile_source(w->compiler, path, w->cache, 0, r);
	if (r->outcome != COMPILE_OK)
		fail_msg(
			"%s does not compile: %s", path, r->text ? r->text : "see its diagnostics");
	return r->program;
}

struct wish {
	char *ends, *shows; /* owned */
	uint64_t deadline_ms;
};

static struct wish read_wish(const char *source)
{
	struct wish w = { header(source, "// ends: "), header(source, "// shows: "), DEADLINE_MS };

	if (w.shows)
		w.deadline_ms = LONG_DEADLINE_MS;
	return w;
}

static void wish_free(struct wish *w)
{
	free(w->ends);
	free(w->shows);
}

static bool is_fulfilled(
	const struct wish *w, const struct end_event *end, const char *seen, uint64_t took_ms)
{
	return end && w->ends && one_is_in(w->ends, ends[end->how]) &&
	       (!w->shows || strstr(seen, w->shows)) && !strstr(seen, "ESCAPED") &&
	       strlen(seen) < OUTPUT_MAX && took_ms < w->deadline_ms + PATIENCE_MS;
}

static bool is_as_wanted(struct world *w, const char *name, enum stage_level level)
{
	AUTO(freep) char *path = path_join(HOSTILE, name);
	AUTO(buf_free) struct buf source = { 0 };
	assert_true(file_read(path, 1 << 20, 0, &source, NULL));
	AUTO(wish_free) struct wish wish = read_wish(buf_str(&source));
	struct stage_config config = {
		.level = level,
		.deadline_ns = wish.deadline_ms * NS_PER_MS,
		.cpu = -1,
		.lines = true,
	};
	struct compile_result r;
	struct talk talk = { .program = compile(w, path, &r), .args = { w->mark } };
	uint64_t began = clock_steady_ns();
	struct timeline *tl = talk_run(&talk, &config, NULL, NULL);
	uint64_t took = (clock_steady_ns() - began) / NS_PER_MS;
	AUTO(freep) char *seen = all_seen(tl);
	const struct end_event *end = timeline_end(tl);
	bool gone = all_are_gone(w->mark), good = gone && is_fulfilled(&wish, end, seen, took);

	if (!good)
		print_error("%s: wanted %s \"%s\", got %s (%s) in %llu ms, %s: %.600s\n", name,
			wish.ends, wish.shows ? wish.shows : "", end ? ends[end->how] : "no end",
			end && end->text ? end->text : "", (unsigned long long)took,
			gone ? "all gone" : "SOME ARE LEFT", seen);
	timeline_free(tl);
	compile_result_free(&r);
	return good;
}

static void check_all(struct world *w, enum stage_level level)
{
	const char *only = getenv("ONLY");
	struct err err = { "" };
	AUTO(strv_freep) char **names = file_list(HOSTILE, &err);
	int wrong = 0;

	if (!names)
		fail_msg("%s", err.text);
	for (size_t i = 0; names[i]; i++)
		if (!only || strstr(names[i], only))
			wrong += !is_as_wanted(w, names[i], level);
	assert_int_equal(wrong, 0);
}

static void on_the_full_stage(void **state)
{
	const char *why = NULL;

	if (probe_level(&why) != LEVEL_FULL) {
		print_message("skipped: no full stage here: %s\n", why);
		skip();
	}
	check_all(*state, LEVEL_FULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(on_the_full_stage) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
