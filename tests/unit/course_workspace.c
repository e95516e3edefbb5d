// SPDX-License-Identifier: MIT
/* The learner's copies and progress: kept, taken back, and not lost by a full disk, a read-only folder, a kill at any moment, a
 * damaged file or a second instance.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "course/workspace.h"

#define HASH "0000000000000000000000000000000000000000000000000000000000000000"

enum { NOBODY = 65534 };

struct place { /* a folder of its own for each test */
	char *dir, *work, *handout;
	struct exercise e;
};

static char *file_text(const char *path)
{
	struct buf text = { 0 };
	struct err err;

	if (!file_read(path, 1 << 20, 0, &text, &err))
		fail_msg("%s", err.text);
	return buf_take(&text);
}

static void put(const char *path, const char *text)
{
	struct err err;

	if (!file_write(path, bytes_of(text), &err))
		fail_msg("%s", err.text);
}

static int make_place(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);

	p->dir = xstrdup("/tmp/socklings-work-XXXXXX");
	if (!mkdtemp(p->dir) || chmod(p->dir, 0755) < 0)
		return -1;
	p->work = path_join(p->dir, "work");
	p->handout = path_join(p->dir, "handout.c");
	put(p->handout, "handout\n");
	p->e = (struct exercise){
		.id = "9.1", .name = "09-echo/1-echo", .handout_path = p->handout
	};
	*state = p;
	return 0;
}

static int remove_place(void **state)
{
	struct place *p = *state;

	file_remove_tree(p->dir, NULL);
	free(p->dir);
	free(p->work);
	free(p->handout);
	free(p);
	return 0;
}

static struct workspace *open_work(const struct place *p, bool *others)
{
	struct err err;
	struct workspace *w = workspace_open(p->work, others, &err);

	if (!w)
		fail_msg("%s", err.text);
	return w;
}

#define OPEN(w, p) AUTO(workspace_closep) struct workspace *w = open_work(p, NULL)

static void add(struct workspace *w, const char *id, struct progress more)
{
	struct err err;

	if (!workspace_add_progress(w, id, &more, &err))
		fail_msg("%s", err.text);
}

static void add_tries(struct workspace *w, const char *id, int64_t tries)
{
	add(w, id, (struct progress){ .state = PROGRESS_TRIED, .tries = tries });
}

/* ---- progress */

static void what_was_done_is_known_again(void **state)
{
	const struct place *p = *state;
	struct progress done = { PROGRESS_DONE, 3, 2, "aa", "bb", "" };
	struct err err;

	{
		OPEN(w, p);
		assert_int_equal(workspace_progress(w, "9.1")->state, PROGRESS_NEW);
		assert_string_equal(workspace_place(w), "");
		assert_string_equal(workspace_setting(w, "theme"), "");
		assert_true(workspace_add_progress(w, "9.1", &done, &err));
		assert_true(workspace_set_place(w, "9.4", &err));
		assert_true(workspace_set_setting(w, "theme", "light \"blue\"\n\xc3\xa4", &err));
		assert_true(workspace_set_setting(w, "editor", "vi", &err));
		assert_true(workspace_set_setting(w, "editor", "ed", &err));
	}
	OPEN(w, p);
	const struct progress *now = workspace_progress(w, "9.1");
	assert_int_equal(now->state, PROGRESS_DONE);
	assert_int_equal(now->tries, 3);
	assert_int_equal(now->hints_seen, 2);
	assert_string_equal(now->source_hash, "aa");
	assert_string_equal(now->script_hash, "bb");
	assert_int_equal(strlen(now->when), strlen("2025-01-31T12:00:00+0100"));
	assert_string_equal(workspace_place(w), "9.4");
	assert_string_equal(workspace_setting(w, "theme"), "light \"blue\"\n\xc3\xa4");
	assert_string_equal(workspace_setting(w, "editor"), "ed");
	assert_null(workspace_note(w));
	assert_string_equal(workspace_dir(w), p->work);
}

/* Who only reads needs none. */
static void no_workspace_is_made_unasked(void **state)
{
	const struct place *p = *state;
	struct err err;

	{
		OPEN(w, p);
		assert_int_equal(workspace_progress(w, "9.1")->state, PROGRESS_NEW);
		assert_string_equal(workspace_place(w), "");
	}
	assert_false(file_exists(p->work));
	{
		bool others;

		OPEN(w, p);
		assert_true(workspace_file(w, &p->e, &err));
		AUTO(workspace_closep) struct workspace *two = open_work(p, &others);
		assert_true(others);
	}
	assert_true(file_remove_tree(p->work, &err));
	{
		OPEN(w, p);
		add_tries(w, "9.1", 1);
	}
	OPEN(w, p);
	assert_int_equal(workspace_progress(w, "9.1")->tries, 1);
}

static void what_is_no_folder_is_no_workspace(void **state)
{
	const struct place *p = *state;
	struct err err;

	put(p->work, "a file");
	assert_null(workspace_open(p->work, NULL, &err));
	assert_non_null(strstr(err.text, "cannot make the workspace: "));
}

static void two_instances_lose_nothing(void **state)
{
	const struct place *p = *state;
	bool others;
	AUTO(workspace_closep) struct workspace *one = open_work(p, &others);
	struct err err;
	assert_false(others);
	assert_true(workspace_make(one, &err));
	AUTO(workspace_closep) struct workspace *two = open_work(p, &others);
	assert_true(others);

	add_tries(one, "1.1", 1);
	add_tries(two, "1.2", 2);
	add_tries(one, "1.3", 3);
	OPEN(w, p);
	assert_int_equal(workspace_progress(w, "1.1")->tries, 1);
	assert_int_equal(workspace_progress(w, "1.2")->tries, 2);
	assert_int_equal(workspace_progress(w, "1.3")->tries, 3);
	assert_int_equal(
		workspace_progress(one, "1.2")->tries, 2); /* it learned of it by its own save */
}

/* Where one of them is, the other is not: what was said last holds. */
static void the_last_place_holds(void **state)
{
	const struct place *p = *state;
	struct err err;

	OPEN(one, p);
	OPEN(two, p);
	assert_true(workspace_set_place(one, "9.1", &err));
	assert_true(workspace_set_place(two, "6.1", &err));
	assert_true(workspace_set_place(one, "9.1", &err));
	OPEN(w, p);
	assert_string_equal(workspace_place(w), "9.1");
}

static void expect_known(const struct place *p, const char *id, struct progress is)
{
	OPEN(w, p);
	const struct progress *now = workspace_progress(w, id);

	assert_int_equal(now->state, is.state);
	assert_int_equal(now->tries, is.tries);
	assert_int_equal(now->hints_seen, is.hints_seen);
	assert_string_equal(now->source_hash, is.source_hash);
	assert_string_equal(now->script_hash, is.script_hash);
}

/* Each adds to what the other did, also where both began from the same. */
static void two_instances_add_to_one_exercise(void **state)
{
	static const struct progress begin = { PROGRESS_TRIED, 1, 0, "begin", "" },
				     hint = { .hints_seen = 1 },
				     done = { PROGRESS_DONE, 1, 0, "good", "task" },
				     worse = { PROGRESS_TRIED, 1, 0, "bad", "task" },
				     better = { PROGRESS_DONE, 1, 0, "best", "task" };
	const struct place *p = *state;

	OPEN(one, p);
	add(one, "9.1", begin);
	OPEN(two, p);
	add(one, "9.1", hint);
	add(one, "9.1", hint);
	add(one, "9.1", done);
	add(two, "9.1", worse); /* begun before, it ends after */
	expect_known(p, "9.1", (struct progress){ PROGRESS_DONE, 3, 2, "good", "task" });
	add(one, "9.1", better);
	add(two, "9.1", hint);
	add(two, "9.1", hint); /* there are no more than three */
	expect_known(p, "9.1", (struct progress){ PROGRESS_DONE, 4, 3, "best", "task" });
	assert_int_equal(workspace_progress(two, "9.1")->tries, 4);
}

/* So many at a time that their saves meet. */
static void no_try_is_lost(void **state)
{
	enum { INSTANCES = 6, TRIES = 20 };
	const struct place *p = *state;

	for (int i = 0; i < INSTANCES; i++)
		if (fork() == 0) {
			OPEN(w, p);

			for (int n = 0; n < TRIES; n++)
				add_tries(w, "9.1", 1);
			_exit(0);
		}
	for (int i = 0, status; i < INSTANCES; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	OPEN(w, p);
	assert_int_equal(workspace_progress(w, "9.1")->tries, INSTANCES * TRIES);
}

static void the_lock_goes_with_its_holder(void **state)
{
	const struct place *p = *state;
	bool others;

	workspace_close(open_work(p, NULL));
	workspace_close(open_work(p, &others));
	assert_false(others);
}

static size_t count_like(const char *dir, const char *begin)
{
	AUTO(strv_freep) char **names = file_list(dir, NULL);
	size_t n = 0;

	for (size_t i = 0; names && names[i]; i++)
		n += strncmp(names[i], begin, strlen(begin)) == 0;
	return n;
}

static void a_damaged_file_is_set_aside(void **state)
{
	static const char *const damaged[] = {
		"",
		"{",
		"\0",
		"null",
		"[]",
		"{}",
		"{\"version\":1,\"what\":2}",
		"{\"version\":1,\"exercises\":{\"9.1\":{\"state\":\"don\"}}}",
		"{\"version\":1,\"exercises\":{\"9.1\":{\"state\":\"done\",\"tries\":-1}}}",
		"{\"version\":1,\"exercises\":{\"9.1\":{\"state\":\"done\",\"when\":\"" HASH
		"\"}}}",
		"{\"version\":1,\"settings\":{\"a\":1}}",
		"{\"version\":1,\"place\":[]}",
	};
	const struct place *p = *state;
	AUTO(freep) char *path = path_join(p->work, "progress.json");
	struct err err;

	assert_true(file_make_dirs(p->work, &err));
	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		put(path, damaged[i]);
		OPEN(w, p);
		assert_non_null(strstr(workspace_note(w), "The file was kept as "));
		assert_false(file_exists(path));
		assert_int_equal(count_like(p->work, "progress.json.damaged-"), i + 1);
		assert_int_equal(workspace_progress(w, "9.1")->state, PROGRESS_NEW);
		add_tries(w, "9.1", 1);
	}
}

/* Also when it is damaged while we are at it: what we know is saved, what was there is kept. */
static void damage_under_our_hands_is_set_aside(void **state)
{
	const struct place *p = *state;
	AUTO(freep) char *path = path_join(p->work, "progress.json");

	OPEN(w, p);
	add_tries(w, "9.1", 1);
	put(path, "{\"version\":");
	add_tries(w, "9.2", 2);
	assert_int_equal(count_like(p->work, "progress.json.damaged-"), 1);
	assert_non_null(workspace_note(w));
	OPEN(again, p);
	assert_int_equal(workspace_progress(again, "9.2")->tries, 2);
}

static void a_later_version_is_left_alone(void **state)
{
	static const char later[] = "{\"version\":2,\"stars\":5}";
	const struct place *p = *state;
	AUTO(freep) char *path = path_join(p->work, "progress.json");
	struct err err;

	assert_true(file_make_dirs(p->work, &err));
	put(path, later);
	assert_null(workspace_open(p->work, NULL, &err));
	assert_non_null(strstr(err.text, "was written by a later version of Socklings"));
	AUTO(freep) char *text = file_text(path);
	assert_string_equal(text, later);
}

/* ---- copies */

static void a_handout_is_copied_once(void **state)
{
	const struct place *p = *state;
	OPEN(w, p);
	AUTO(freep) char *path = workspace_path(w, &p->e);
	AUTO(freep) char *expected = path_join(p->work, "09-echo/1-echo.c");
	struct err err;

	assert_string_equal(path, expected);
	assert_true(workspace_file(w, &p->e, &err));
	AUTO(freep) char *text = file_text(path);
	assert_string_equal(text, "handout\n");
	put(path, "mine\n");
	assert_true(workspace_file(w, &p->e, &err));
	AUTO(freep) char *mine = file_text(path);
	assert_string_equal(mine, "mine\n");
	AUTO(freep) char *folder = path_dir(path);
	assert_int_equal(count_like(folder, ""), 1); /* nothing is left lying about */
}

static void a_course_without_handout_says_so(void **state)
{
	struct place *p = *state;
	OPEN(w, p);
	AUTO(freep) char *path = workspace_path(w, &p->e);
	struct err err;

	unlink(p->handout);
	assert_false(workspace_file(w, &p->e, &err));
	assert_non_null(strstr(err.text, "cannot copy the handout of 9.1: cannot open "));
	assert_true(file_make_dirs(p->work, &err));
	assert_false(workspace_reset(w, &p->e, NULL, &err));
	assert_false(file_exists(path));
}

static void expect_text(const char *path, const char *text)
{
	AUTO(freep) char *is = file_text(path);

	assert_string_equal(is, text);
}

static void a_reset_can_be_taken_back(void **state)
{
	const struct place *p = *state;
	OPEN(w, p);
	AUTO(freep) char *path = workspace_path(w, &p->e);
	AUTO(freep) char *none = NULL;
	AUTO(freep) char *first = NULL;
	AUTO(freep) char *second = NULL;
	AUTO(freep) char *third = NULL;
	AUTO(freep) char *back = NULL;
	struct err err;

	assert_false(workspace_undo(w, &p->e, NULL, &err));
	assert_string_equal(err.text, "there is no backup of 09-echo/1-echo to take back");
	assert_true(workspace_reset(w, &p->e, &none, &err));
	assert_null(none); /* there was nothing */
	put(path, "one\n");
	assert_true(workspace_reset(w, &p->e, &first, &err));
	expect_text(path, "handout\n");
	expect_text(first, "one\n");
	put(path, "two\n");
	assert_true(workspace_reset(w, &p->e, &second, &err));
	put(path, "three\n");
	assert_true(workspace_reset(w, &p->e, &third, &err));
	assert_string_not_equal(first, second); /* all within a second */
	expect_text(first, "one\n");
	expect_text(second, "two\n");

	put(path, "four\n");
	assert_true(workspace_undo(w, &p->e, &back, &err));
	assert_string_equal(back, third);
	expect_text(path, "three\n");
	assert_true(workspace_undo(w, &p->e, NULL, &err)); /* and that can be taken back in turn */
	expect_text(path, "four\n");
	expect_text(first, "one\n");
}

/* Eleven in one second: the tenth is later than the second, whatever their names' order. */
static void the_newest_backup_is_found_by_number(void **state)
{
	const struct place *p = *state;
	OPEN(w, p);
	AUTO(freep) char *path = workspace_path(w, &p->e);
	struct err err;

	assert_true(workspace_file(w, &p->e, &err));
	for (int i = 0; i < 13; i++) {
		AUTO(freep) char *text = xasprintf("version %d\n", i);

		put(path, text);
		assert_true(workspace_reset(w, &p->e, NULL, &err));
	}
	assert_true(workspace_undo(w, &p->e, NULL, &err));
	expect_text(path, "version 12\n");
}

/* Whatever stands in the file's place is kept too. */
static void what_is_no_file_is_kept_by_a_reset(void **state)
{
	const struct place *p = *state;
	OPEN(w, p);
	AUTO(freep) char *path = workspace_path(w, &p->e);
	AUTO(freep) char *folder = path_dir(path);
	AUTO(freep) char *elsewhere = path_join(p->dir, "elsewhere.c");
	AUTO(freep) char *backup = NULL;
	AUTO(freep) char *backup2 = NULL;
	struct stat st;
	struct err err;

	put(elsewhere, "elsewhere\n");
	assert_true(file_make_dirs(folder, &err));
	assert_int_equal(symlink(elsewhere, path), 0);
	assert_true(workspace_reset(w, &p->e, &backup, &err));
	assert_true(lstat(backup, &st) == 0 && S_ISLNK(st.st_mode));
	assert_true(lstat(path, &st) == 0 && S_ISREG(st.st_mode));
	expect_text(elsewhere, "elsewhere\n");
	unlink(path);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_true(workspace_reset(w, &p->e, &backup2, &err));
	assert_true(stat(backup2, &st) == 0 && S_ISDIR(st.st_mode));
	expect_text(path, "handout\n");
}

/* ---- where it is */

static void the_folder_is_found(void **state)
{
	const struct place *p = *state;
	struct course course = { .dir = p->dir };
	AUTO(freep) char *before = realpath(".", NULL);
	AUTO(freep) char *deep = path_join(p->work, "09-echo");
	AUTO(freep) char *bare = path_join(p->dir, "bare");
	AUTO(freep) char *remembered = path_join(p->dir, "home");
	struct err err;

	assert_true(file_make_dirs(deep, &err) && file_make_dirs(bare, &err));
	assert_true(file_make_dirs(remembered, &err));
	setenv("XDG_STATE_HOME", p->dir, 1);
	unsetenv("SOCKLINGS_WORKSPACE");
	assert_int_equal(chdir(bare), 0);
#define FOUND(dir, expected)                                                                       \
	do {                                                                                       \
		AUTO(freep) char *found = workspace_find_dir(dir, &course);                        \
		assert_string_equal(found, expected);                                              \
	} while (0)
	FOUND("x", "x");
	FOUND(NULL, "./workspace"); /* nothing else is known */
	assert_true(workspace_remember("../home", &err));
	FOUND(NULL, remembered);
	setenv("SOCKLINGS_WORKSPACE", "/said", 1);
	FOUND(NULL, "/said");
	FOUND("x", "x");
	unsetenv("SOCKLINGS_WORKSPACE");
	{
		OPEN(w, p);
		add_tries(w, "9.1", 1);
	}
	assert_int_equal(chdir(deep), 0);
	FOUND(NULL, p->work); /* we stand in one */
	assert_int_equal(chdir(p->dir), 0);
	FOUND(NULL, remembered); /* that the course is here changes nothing */
	assert_int_equal(chdir(bare), 0);
	assert_int_equal(mkdir("workspace", 0755), 0);
	FOUND(NULL, remembered); /* nobody asked for the one that is here */
	setenv("XDG_STATE_HOME", bare, 1);
	FOUND(NULL, "./workspace"); /* nothing is remembered */
	assert_int_equal(chdir(p->dir), 0);
	FOUND(NULL, "./workspace");
	assert_int_equal(chdir(before), 0);
	unsetenv("XDG_STATE_HOME");
}

/* ---- bad days. Each in a child, which tells what went wrong by a sentence and a status. */

static void in_child(void (*act)(const struct place *p), const struct place *p)
{
	enum { SKIPPED = 77 };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		act(p);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
		skip();
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void must(bool ok, const char *what, const char *more)
{
	if (ok)
		return;
	fprintf(stderr, "%s (%s)\n", what, more);
	_exit(1);
}

static void old_progress_is_intact(const char *path, const char *before)
{
	AUTO(buf_free) struct buf now = { 0 };
	struct err err;

	must(file_read(path, 1 << 20, 0, &now, &err), "the old file is gone", err.text);
	must(strcmp(buf_str(&now), before) == 0, "the old file has changed", buf_str(&now));
}

/* Saves fail with a sentence, and nothing that was there has changed. */
static void nothing_can_be_saved(const struct place *p, struct workspace *w, const char *why)
{
	AUTO(freep) char *path = path_join(workspace_dir(w), "progress.json");
	AUTO(freep) char *mine = workspace_path(w, &p->e);
	AUTO(buf_free) struct buf before = { 0 };
	const struct progress one_more = { .state = PROGRESS_TRIED, .tries = 1 };
	struct err err;

	must(file_read(path, 1 << 20, 0, &before, &err), "no progress to begin with", err.text);
	must(!workspace_add_progress(w, "9.1", &one_more, &err), "it was saved", "");
	must(strncmp(err.text, "progress is not saved: ", 23) == 0 && strstr(err.text, why),
		"the sentence", err.text);
	old_progress_is_intact(path, buf_str(&before));
	must(!workspace_reset(w, &p->e, NULL, &err), "it was reset", "");
	must(strstr(err.text, why), "the sentence", err.text);
	buf_cut(&before, 0);
	must(file_read(mine, 1 << 20, 0, &before, &err), "the learner's file is gone", err.text);
	must(strncmp(buf_str(&before), "mine", 4) == 0, "the learner's file has changed",
		buf_str(&before));
}

static void prepare(const struct place *p)
{
	OPEN(w, p);
	AUTO(freep) char *path = workspace_path(w, &p->e);
	struct err err;

	add_tries(w, "9.1", 1);
	must(workspace_file(w, &p->e, &err), "no copy", err.text);
	must(file_write(path, bytes_of("mine\n"), &err), "no file", err.text);
}

static void as_reader(const struct place *p)
{
	struct err err;

	must(geteuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0), "setuid",
		strerror(errno));
	AUTO(workspace_closep)
	struct workspace *w = workspace_open(p->work, NULL, &err);
	must(w != NULL, "it can still be read", err.text);
	must(workspace_progress(w, "9.1")->tries == 1, "progress is known", "");
	nothing_can_be_saved(p, w, "Permission denied");
}

static void a_folder_for_readers_only(void **state)
{
	const struct place *p = *state;
	AUTO(freep) char *folder = path_join(p->work, "09-echo");

	prepare(p);
	chmod(folder, 0555);
	chmod(p->work, 0555);
	in_child(as_reader, p);
	chmod(p->work, 0755);
	chmod(folder, 0755);
}

static void with_small_files(const struct place *p)
{
	struct rlimit limit = { 3, 3 };

	OPEN(w, p);
	signal(SIGXFSZ, SIG_IGN);
	must(setrlimit(RLIMIT_FSIZE, &limit) == 0, "setrlimit", strerror(errno));
	nothing_can_be_saved(p, w, "File too large");
}

static void a_limit_on_files(void **state)
{
	prepare(*state);
	in_child(with_small_files, *state);
}

static void fill(const char *dir)
{
	AUTO(freep) char *path = path_join(dir, "big");
	AUTO(closep) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	static const char block[4096];

	while (write(fd, block, sizeof block) > 0)
		;
	must(errno == ENOSPC, "the disk is not full", strerror(errno));
}

static void on_a_full_disk(const struct place *p)
{
	struct err err;

	if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) < 0 ||
		mount("none", "/", "", MS_REC | MS_PRIVATE, "") < 0 ||
		!file_make_dirs(p->work, &err) ||
		mount("none", p->work, "tmpfs", 0, "size=64k") < 0) {
		fprintf(stderr, "skipped: no file system of our own here (%s)\n", strerror(errno));
		_exit(77);
	}
	prepare(p);
	OPEN(w, p);
	fill(p->work);
	nothing_can_be_saved(p, w, "No space left on device");
	/* when there is room again, what could not be saved is */
	AUTO(freep) char *big = path_join(p->work, "big");
	unlink(big);
	must(workspace_set_place(w, "9.4", &err), "room again", err.text);
	OPEN(again, p);
	must(workspace_progress(again, "9.1")->tries == 2, "what was not saved then", "is lost");
}

static void a_full_disk(void **state)
{
	in_child(on_a_full_disk, *state);
}

/* Saves without end, and says so by a byte after each. */
static void save_for_ever(const struct place *p, int told)
{
	OPEN(w, p);

	for (;;) {
		add_tries(w, "9.1", 1);
		if (write(told, "x", 1) != 1)
			_exit(0);
	}
}

/* Lets it save a few times, then kills it somewhere in the next save. Returns how many saves it told of. */
static int64_t kill_while_saving(const struct place *p, struct dice *dice)
{
	int fds[2], status;
	uint32_t count = 1 + dice_below(dice, 3);
	uint64_t until;
	pid_t pid;
	char c;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0)
		save_for_ever(p, fds[1]);
	close(fds[1]);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(read(fds[0], &c, 1), 1);
	until = clock_steady_ns() + dice_below(dice, 500000);
	while (clock_steady_ns() < until)
		;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(fds[0]);
	return count;
}

static void killed_at_any_moment(void **state)
{
	const struct place *p = *state;
	struct dice dice = dice_from(dice_new_seed(), "kill");
	int64_t least = 0;

	for (int i = 0; i < 50; i++) {
		bool others;

		least += kill_while_saving(p, &dice);
		AUTO(workspace_closep) struct workspace *w = open_work(p, &others);
		assert_false(others);
		assert_null(workspace_note(w));
		assert_true(workspace_progress(w, "9.1")->tries >= least);
		least = workspace_progress(w, "9.1")->tries;
		assert_int_equal(count_like(p->work, "progress.json"), 1); /* halves are swept up */
	}
}

static void sudo_makes_no_files_of_roots(void **state)
{
	const struct place *p = *state;
	AUTO(freep) char *deep = path_join(p->dir, "a/b/work");
	struct err err;
	static const char *const made[] = { "a", "a/b", "a/b/work", "a/b/work/progress.json",
		"a/b/work/.lock", "a/b/work/09-echo", "a/b/work/09-echo/1-echo.c",
		"a/b/work/.backup" };

	if (geteuid() != 0)
		skip();
	setenv("SUDO_UID", "65534", 1);
	setenv("SUDO_GID", "65534", 1);
	{
		AUTO(workspace_closep)
		struct workspace *w = workspace_open(deep, NULL, &err);

		add_tries(w, "9.1", 1);
		assert_true(
			workspace_file(w, &p->e, &err) && workspace_reset(w, &p->e, NULL, &err));
	}
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	for (size_t i = 0; i < ARRAY_LEN(made); i++) {
		AUTO(freep) char *path = path_join(p->dir, made[i]);
		struct stat st;

		assert_int_equal(lstat(path, &st), 0);
		assert_int_equal(st.st_uid, 65534);
		assert_int_equal(st.st_gid, 65534);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_done_is_known_again),
		TEST(no_workspace_is_made_unasked),
		TEST(what_is_no_folder_is_no_workspace),
		TEST(two_instances_lose_nothing),
		TEST(the_last_place_holds),
		TEST(two_instances_add_to_one_exercise),
		TEST(no_try_is_lost),
		TEST(the_lock_goes_with_its_holder),
		TEST(a_damaged_file_is_set_aside),
		TEST(damage_under_our_hands_is_set_aside),
		TEST(a_later_version_is_left_alone),
		TEST(a_handout_is_copied_once),
		TEST(a_course_without_handout_says_so),
		TEST(a_reset_can_be_taken_back),
		TEST(the_newest_backup_is_found_by_number),
		TEST(what_is_no_file_is_kept_by_a_reset),
		TEST(the_folder_is_found),
		TEST(a_folder_for_readers_only),
		TEST(a_limit_on_files),
		TEST(a_full_disk),
		TEST(killed_at_any_moment),
		TEST(sudo_makes_no_files_of_roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
