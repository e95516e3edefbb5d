// SPDX-License-Identifier: MIT
/* Sources that attack their compiler: tests/hostile/compile. Each says in its first lines what
 * it tries, how its compile must end and what must be said of it. And that a good program
 * between them compiles as ever. / */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "stage/compile.h"
#include "stage/probe.h"

#define HOSTILE "tests/hostile/compile"

static const char *const outcomes[] = { "ok", "refused", "bad file", "crashed", "tool" };

struct world {
	struct compiler *compiler;
	char dir[32];
	char *cache;
};

static int set_up(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));
	struct err err = { "" };

	w->compiler = compiler_find(&err);
	if (!w->compiler)
		fail_msg("%s", err.text);
	strcpy(w->dir, "/tmp/socklings-test-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	w->cache = path_join(w->dir, "cache");
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

/* "a|b": one of them is in the text. */
static bool one_is_in(const char *text, const char *words)
{
	AUTO(freep) char *copy = xstrdup(words);
	char *save = NULL;

	for (char *word = strtok_r(copy, "|", &save); word; word = strtok_r(NULL, "|", &save))
		if (strstr(text, word))
			return true;
	return false;
}

/* All that a learner would be told. */
static char *all_said(const struct compile_result *r)
{
	struct buf out = { 0 };

	buf_add_str(&out, r->text ? r->text : "");
	for (size_t i = 0; i < timeline_count(r->said); i++)
		buf_addf(&out, "\n%s", timeline_at(r->said, i)->diagnostic.message);
	return buf_take(&out);
}

static bool is_as_wanted(const struct world *w, const char *name)
{
	AUTO(freep) char *path = path_join(HOSTILE, name);
	AUTO(buf_free) struct buf source = { 0 };
	struct compile_result r;
	struct err err = { "" };
	bool good;

	if (!file_read(path, 1 << 20, 0, &source, &err))
		fail_msg("%s", err.text);
	AUTO(freep) char *gets = header(buf_str(&source), "// gets: ");
	AUTO(freep) char *says = header(buf_str(&source), "// says: ");
	assert_non_null(gets);
	compile_source(w->compiler, path, w->cache, 0, &r);
	AUTO(freep) char *said = all_said(&r);
	good = one_is_in(gets, outcomes[r.outcome]) &&
	       (!says || r.outcome == COMPILE_OK || one_is_in(said, says)) &&
	       r.took_ns < 25 * NS_PER_SEC && strlen(said) < 200000;
	if (!good)
		print_error("%s: wanted %s \"%s\", got %s in %llu ms: %.400s\n", name, gets,
			says ? says : "", outcomes[r.outcome],
			(unsigned long long)(r.took_ns / NS_PER_MS), said);
	compile_result_free(&r);
	return good;
}

static void attacks_get_what_they_must(void **state)
{
	struct err err = { "" };
	char **names = file_list(HOSTILE, &err);
	const char *only = getenv("ONLY");
	int wrong = 0;

	if (!names)
		fail_msg("%s", err.text);
	for (size_t i = 0; names[i]; i++)
		if (!only || strstr(names[i], only))
			wrong += !is_as_wanted(*state, names[i]);
	strv_free(names);
	assert_int_equal(wrong, 0);
}

/* What somebody set in the shell must not reach the compiler. */
static void environment_is_ours(void **state)
{
	const struct world *w = *state;
	AUTO(freep) char *source = path_join(w->dir, "plain.c");
	AUTO(freep) char *depends = path_join(w->dir, "dependencies");
	struct compile_result r;

	assert_true(file_write(
		source, bytes_of("#include <stdio.h>\nint main(void) { return 0; }\n"), NULL));
	setenv("CPATH", "/nowhere", 1);
	setenv("GCC_EXEC_PREFIX", "/nowhere/", 1);
	setenv("DEPENDENCIES_OUTPUT", depends, 1);
	compile_source(w->compiler, source, w->cache, 0, &r);
	unsetenv("CPATH");
	unsetenv("GCC_EXEC_PREFIX");
	unsetenv("DEPENDENCIES_OUTPUT");
	assert_int_equal(r.outcome, COMPILE_OK);
	assert_false(file_exists(depends));
	compile_result_free(&r);
}

static size_t files_below(const char *dir)
{
	AUTO(strv_freep) char **names = file_list(dir, NULL);
	size_t count = 0;

	for (size_t i = 0; names && names[i]; i++) {
		AUTO(freep) char *path = path_join(dir, names[i]);
		count += file_is_dir(path) ? files_below(path) : 1;
	}
	return count;
}

/* In a namespace in which no other may be made. */
static bool forbid_namespaces(void)
{
	AUTO(closep) int fd = -1;

	if (unshare(CLONE_NEWUSER) != 0)
		return false;
	fd = open("/proc/sys/user/max_user_namespaces", O_WRONLY | O_CLOEXEC);
	return fd >= 0 && write(fd, "0", 1) == 1;
}

enum { NOT_HERE = 77 };
static int compile_without_namespaces(const struct world *w, const char *source)
{
	AUTO(freep) char *cache = path_join(w->dir, "other-cache");
	struct compile_result r;

	if (!forbid_namespaces())
		return NOT_HERE;
	compile_source(w->compiler, source, cache, 0, &r);
	if (r.outcome != COMPILE_OK)
		print_error("%s: %s\n", outcomes[r.outcome], r.text ? r.text : "");
	return probe_level(NULL) != LEVEL_FULL && r.outcome == COMPILE_OK ? 0 : 1;
}

/* Runs before the others: the level is found once for a process, and its children inherit the
 * answer. */
static void namespaces_may_be_refused(void **state)
{
	const struct world *w = *state;
	AUTO(freep) char *source = path_join(w->dir, "plain.c");
	int status = -1;
	pid_t pid;

	assert_true(file_write(source, bytes_of("int main(void) { return 0; }\n"), NULL));
	pid = fork();
	if (pid == 0)
		_exit(compile_without_namespaces(w, source));
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE) {
		print_message("skipped: no user namespaces here at all\n");
		skip();
	}
	assert_int_equal(status, 0);
}

/* A refused source leaves nothing behind: what is in the cache is whole. */
static void nothing_is_left_behind(void **state)
{
	const struct world *w = *state;
	AUTO(freep) char *source = path_join(w->dir, "wrong.c");
	size_t before = files_below(w->cache);
	struct compile_result r;

	assert_true(file_write(source, bytes_of("int main(void) { return x; }\n"), NULL));
	compile_source(w->compiler, source, w->cache, 0, &r);
	assert_int_equal(r.outcome, COMPILE_REFUSED);
	assert_null(r.program);
	assert_int_equal(files_below(w->cache), before);
	compile_result_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(namespaces_may_be_refused),
		cmocka_unit_test(attacks_get_what_they_must),
		cmocka_unit_test(environment_is_ours),
		cmocka_unit_test(nothing_is_left_behind),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
