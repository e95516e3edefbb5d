// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "stage/compile_parts.h"

#define GOOD  "int main(void) { return 0; }\n"
#define WARNS "int main(void) { int unused; return 0; }\n"

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

static struct compile_result compile_as(
	const struct world *w, const char *name, const char *text, unsigned flags)
{
	AUTO(freep) char *path = path_join(w->dir, name);
	struct compile_result r;

	assert_true(file_write(path, bytes_of(text), NULL));
	compile_source(w->compiler, path, w->cache, flags, &r);
	unlink(path);
	return r;
}

static bool runs(const char *program)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		execl(program, program, (char *)NULL);
		_exit(1);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

/* ---- files that are none */

static void make_fifo(const char *path)
{
	mkfifo(path, 0600);
}

static void make_link(const char *path)
{
	assert_int_equal(symlink("/etc/passwd", path), 0);
}

static void make_folder(const char *path)
{
	mkdir(path, 0700);
}

static void make_large(const char *path)
{
	assert_int_equal(
		open(path, O_WRONLY | O_CREAT, 0600) >= 0 && truncate(path, 100 << 20) == 0, 1);
}

static void make_binary(const char *path)
{
	file_write(path, (struct bytes){ (const uint8_t *)"int main\0", 9 }, NULL);
}

static void make_nothing(const char *path)
{
	(void)path;
}

static void bad_files_are_refused(void **state)
{
	static const struct {
		void (*make)(const char *path);
		const char *says;
	} rows[] = {
		{ make_fifo, "FIFO" },
		{ make_link, "symbolic link" },
		{ make_folder, "a folder" },
		{ make_large, "too large" },
		{ make_binary, "byte 9 of it is zero" },
		{ make_nothing, "No such file" },
	};
	const struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(freep) char *path = path_join(w->dir, "bad.c");
		struct compile_result r;

		rows[i].make(path);
		compile_source(w->compiler, path, w->cache, 0, &r);
		if (r.outcome != COMPILE_BAD_FILE || !strstr(r.text, rows[i].says) || r.program)
			fail_msg("%s: %d %s", rows[i].says, r.outcome, r.text ? r.text : "");
		compile_result_free(&r);
		file_remove_tree(path, NULL);
	}
}

static void an_empty_file_is_the_learners_error(void **state)
{
	struct compile_result r = compile_as(*state, "empty.c", "", 0);

	assert_int_equal(r.outcome, COMPILE_REFUSED);
	assert_true(timeline_count(r.said) > 0);
	compile_result_free(&r);
}

/* A name may look like an option, a list of options, or another language. */
static void names_are_harmless(void **state)
{
	static const char *const names[] = { "@args.c", "-v.c", "--help.c", "a b.c", "x.txt", "x.o",
		"x", "q'u\"ote.c", "\xff\xfe.c", "$(id).c", ".c", "e.cc" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct compile_result r = compile_as(*state, names[i], WARNS, 0);

		if (r.outcome != COMPILE_OK || !runs(r.program))
			fail_msg("%s: %d %s", names[i], r.outcome, r.text ? r.text : "");
		assert_string_equal(timeline_at(r.said, 0)->diagnostic.file, names[i]);
		compile_result_free(&r);
	}
}

/* ---- the cache */

static void a_second_time_tells_the_same(void **state)
{
	struct compile_result a = compile_as(*state, "twice.c", WARNS, 0);
	struct compile_result b = compile_as(*state, "twice.c", WARNS, 0);
	const struct diagnostic_event *x = &timeline_at(a.said, 0)->diagnostic;
	const struct diagnostic_event *y = &timeline_at(b.said, 0)->diagnostic;

	assert_false(a.cached);
	assert_true(b.cached);
	assert_string_equal(a.program, b.program);
	assert_string_equal(a.source_hash, b.source_hash);
	assert_int_equal(timeline_count(a.said), timeline_count(b.said));
	assert_string_equal(x->message, y->message);
	assert_string_equal(x->option, "-Wunused-variable");
	assert_string_equal(y->option, "-Wunused-variable");
	assert_int_equal(x->line, y->line);
	compile_result_free(&a);
	compile_result_free(&b);
}

static void what_differs_is_kept_apart(void **state)
{
	static const struct {
		const char *name, *text;
		unsigned flags;
		bool same_source;
	} rows[] = {
		{ "other.c", GOOD, 0, true }, /* __FILE__ */
		{ "one.c", GOOD "\n", 0, false },
		{ "one.c", GOOD, COMPILE_NO_SANITIZERS, true },
	};
	struct compile_result a = compile_as(*state, "one.c", GOOD, 0);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct compile_result b =
			compile_as(*state, rows[i].name, rows[i].text, rows[i].flags);

		assert_int_equal(b.outcome, COMPILE_OK);
		assert_false(b.cached);
		assert_string_not_equal(a.program, b.program);
		assert_int_equal(strcmp(a.source_hash, b.source_hash) == 0, rows[i].same_source);
		compile_result_free(&b);
	}
	compile_result_free(&a);
}

static void no_cache_compiles_again(void **state)
{
	struct compile_result a = compile_as(*state, "again.c", GOOD, 0);
	struct compile_result b = compile_as(*state, "again.c", GOOD, COMPILE_NO_CACHE);

	assert_false(b.cached);
	assert_true(runs(b.program));
	compile_result_free(&a);
	compile_result_free(&b);
}

static void cut_program(const char *program)
{
	assert_int_equal(chmod(program, 0700) | truncate(program, 100), 0);
}

static void empty_program(const char *program)
{
	AUTO(freep) char *said = xasprintf("%s.said", program);

	assert_int_equal(chmod(program, 0700) | truncate(program, 0) | unlink(said), 0);
}

static void cut_said(const char *program)
{
	AUTO(freep) char *said = xasprintf("%s.said", program);

	assert_int_equal(truncate(said, 40), 0);
}

/* A crash of the machine, a full disk: a damaged slot is made again. */
static void damage_is_repaired(void **state)
{
	static void (*const damages[])(const char *) = { cut_program, empty_program, cut_said };

	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		struct compile_result a = compile_as(*state, "hurt.c", WARNS, 0), b;

		damages[i](a.program);
		b = compile_as(*state, "hurt.c", WARNS, 0);
		assert_int_equal(b.outcome, COMPILE_OK);
		assert_false(b.cached);
		assert_int_equal(timeline_count(b.said), 1);
		assert_true(runs(b.program));
		compile_result_free(&a);
		compile_result_free(&b);
	}
}

static void many_at_once_agree(void **state)
{
	const struct world *w = *state;
	AUTO(freep) char *path = path_join(w->dir, "busy.c");
	pid_t pids[6];

	assert_true(file_write(path, bytes_of(GOOD), NULL));
	for (size_t i = 0; i < ARRAY_LEN(pids); i++)
		if ((pids[i] = fork()) == 0) {
			struct compile_result r;
			compile_source(w->compiler, path, w->cache, 0, &r);
			_exit(r.outcome == COMPILE_OK && runs(r.program) ? 0 : 1);
		}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		int status = -1;
		waitpid(pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
}

/* Programs are run from there. */
static void a_shared_cache_is_refused(void **state)
{
	const struct world *w = *state;
	AUTO(freep) char *cache = path_join(w->dir, "open");
	AUTO(freep) char *path = path_join(w->dir, "x.c");
	struct compile_result r;

	assert_true(file_write(path, bytes_of(GOOD), NULL));
	assert_int_equal(mkdir(cache, 0700) | chmod(cache, 0777), 0);
	compile_source(w->compiler, path, cache, 0, &r);
	assert_int_equal(r.outcome, COMPILE_TOOL);
	assert_non_null(strstr(r.text, "not yours alone"));
	compile_result_free(&r);
}

static void use_slot(const char *cache, unsigned number, time_t used)
{
	AUTO(freep) char *dir = xasprintf("%s/%02x", cache, number % 256);
	AUTO(freep) char *program = xasprintf("%s/%02x%062x", dir, number % 256, number);
	AUTO(freep) char *said = xasprintf("%s.said", program);
	struct timespec times[2] = { { .tv_sec = used }, { .tv_sec = used } };

	assert_true(file_make_dirs(dir, NULL));
	assert_true(
		file_write(program, bytes_of("x"), NULL) && file_write(said, bytes_of("x"), NULL));
	assert_int_equal(utimensat(AT_FDCWD, program, times, 0), 0);
}

static size_t count_files(const char *cache)
{
	AUTO(strv_freep) char **dirs = file_list(cache, NULL);
	size_t count = 0;

	for (size_t i = 0; dirs[i]; i++) {
		AUTO(freep) char *dir = path_join(cache, dirs[i]);
		AUTO(strv_freep) char **names = file_list(dir, NULL);
		count += strv_len(names);
	}
	return count;
}

/* The newest stay, and what was made just now is never taken from under somebody's feet. */
static void the_cache_stays_small(void **state)
{
	const struct world *w = *state;
	AUTO(freep) char *cache = path_join(w->dir, "many");
	time_t now = time(NULL);

	for (unsigned i = 0; i < 40; i++)
		use_slot(cache, i * 7, now - 1000 - i);
	cache_prune(cache, 50);
	assert_int_equal(count_files(cache), 80);
	cache_prune(cache, 10);
	assert_int_equal(count_files(cache), 20);
	use_slot(cache, 0, now - 5000); /* it was the newest */
	cache_prune(cache, 9);
	assert_int_equal(count_files(cache), 18);
	for (unsigned i = 0; i < 40; i++)
		use_slot(cache, i, now);
	cache_prune(cache, 1);
	assert_int_equal(count_files(cache), 80);
}

static void the_command_can_be_typed(void **state)
{
	static const struct {
		const char *name, *end;
	} rows[] = {
		{ "echo.c", "-fsanitize=address,undefined -fno-sanitize=shift-base -pthread echo.c "
			    "-o echo -lm" },
		{ "-v.c", " ./-v.c -o ./-v -lm" },
		{ "it's $(id).c", " 'it'\\''s $(id).c' -o 'it'\\''s $(id)' -lm" },
		{ "x", " x -o a.out -lm" },
		{ "new\nline.c", " $'new\\012line.c' -o $'new\\012line' -lm" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct compile_result r = compile_as(*state, rows[i].name, "int", 0);

		if (!strstr(r.command, rows[i].end) || strstr(r.command, "json"))
			fail_msg("%s", r.command);
		compile_result_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_files_are_refused),
		cmocka_unit_test(an_empty_file_is_the_learners_error),
		cmocka_unit_test(names_are_harmless),
		cmocka_unit_test(a_second_time_tells_the_same),
		cmocka_unit_test(what_differs_is_kept_apart),
		cmocka_unit_test(no_cache_compiles_again),
		cmocka_unit_test(damage_is_repaired),
		cmocka_unit_test(many_at_once_agree),
		cmocka_unit_test(a_shared_cache_is_refused),
		cmocka_unit_test(the_cache_stays_small),
		cmocka_unit_test(the_command_can_be_typed),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
