// SPDX-License-Identifier: MIT
/* How soon the screen answers, seen from the other side of its terminal. */
#include "bench.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

enum { STARTS = 11, KEYS = 101, SAVES = 9, PATIENCE_MS = 20000, SOURCE_MAX = 1 << 20 };

struct terminal {
	int fd;
	pid_t pid;
	struct buf seen; /* since the last thing that was done */
};

/* ---- a terminal with the program in it */

static void be_program(const char *program, const char *course, const char *dir)
{
	AUTO(freep) char *workspace = path_join(dir, "workspace");

	setenv("TERM", "xterm-256color", 1);
	setenv("HOME", dir, 1);
	setenv("SOCKLINGS_COURSE", course, 1);
	setenv("SOCKLINGS_WORKSPACE", workspace, 1);
	execl(program, program, (char *)NULL);
	_exit(127);
}

static void start(struct terminal *t, const char *program, const char *course, const char *dir)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	buf_cut(&t->seen, 0);
	t->pid = forkpty(&t->fd, NULL, NULL, &size);
	if (t->pid < 0)
		die("there is no terminal to be had");
	if (t->pid == 0)
		be_program(program, course, dir);
}

/* One more piece of what it says; false: it is gone, or says nothing. */
static bool see_more(struct terminal *t)
{
	struct pollfd in = { t->fd, POLLIN, 0 };
	char piece[4096];
	ssize_t n;

	if (poll(&in, 1, PATIENCE_MS) <= 0)
		return false;
	n = read(t->fd, piece, sizeof piece);
	if (n > 0)
		buf_add(&t->seen, piece, n);
	return n > 0;
}

static void see(struct terminal *t, const char *text)
{
	while (!memmem(buf_str(&t->seen), t->seen.len, text, strlen(text)))
		if (!see_more(t))
			die("the screen did not show what it should");
}

static void type(struct terminal *t, const char *keys)
{
	buf_cut(&t->seen, 0);
	if (write(t->fd, keys, strlen(keys)) < 0)
		die("nothing can be typed");
}

static void end(struct terminal *t)
{
	type(t, "Q");
	while (see_more(t))
		;
	close(t->fd);
	waitpid(t->pid, NULL, 0);
}

/* ---- what is measured */

static uint64_t first_picture(const char *program, const char *course, const char *dir)
{
	uint64_t times[STARTS];
	struct terminal t = { 0 };

	for (size_t i = 0; i < STARTS; i++) {
		uint64_t began = clock_steady_ns();

		start(&t, program, course, dir);
		see(&t, "quit"); /* the last word of the picture */
		times[i] = clock_steady_ns() - began;
		end(&t);
	}
	buf_free(&t.seen);
	return median(times, STARTS);
}

/* Down and up again: the rows left and reached are drawn anew, the first exercise's last. */
static uint64_t key_to_screen(struct terminal *t, const char *last_row)
{
	uint64_t times[KEYS];

	for (size_t i = 0; i < KEYS; i++) {
		uint64_t began = clock_steady_ns();

		type(t, i % 2 ? "k" : "j");
		see(t, last_row);
		times[i] = clock_steady_ns() - began;
	}
	return median(times, KEYS);
}

/* Each save is another program, so that nothing is known of it. */
static uint64_t save_to_verdict(struct terminal *t, const char *path, const struct exercise *e)
{
	AUTO(buf_free) struct buf source = { 0 };
	uint64_t times[SAVES];
	struct err err;

	if (!file_read(e->solution_path, SOURCE_MAX, 0, &source, &err))
		die(err.text);
	for (size_t i = 0; i < SAVES; i++) {
		uint64_t began;

		buf_addf(&source, "/* %zu, %llu */\n", i, (unsigned long long)clock_steady_ns());
		buf_cut(&t->seen, 0);
		began = clock_steady_ns();
		if (!file_write(path, buf_bytes(&source), &err))
			die(err.text);
		see(t, "it works"); /* the heading of what is shown when it holds */
		times[i] = clock_steady_ns() - began;
	}
	return median(times, SAVES);
}

static uint64_t check_alone(struct checker *checker, const struct exercise *e)
{
	struct check_options o = { .file = e->solution_path,
		.conversation = -1,
		.delivery = -1,
		.storm = -1,
		.no_cache = true };
	uint64_t times[SAVES];

	for (size_t i = 0; i < SAVES; i++) {
		struct check_result r;

		check_exercise(checker, e, &o, &r);
		times[i] = r.took_ns;
		check_result_free(&r);
	}
	return median(times, SAVES);
}

void measure_screen(const struct course *course, struct checker *checker, const struct exercise *e,
	const char *program)
{
	char dir[] = "/tmp/socklings-bench-XXXXXX";
	AUTO(freep) char *lesson = path_dir(e->solution_path);
	AUTO(freep) char *solutions = path_dir(lesson);
	AUTO(freep) char *course_dir = path_dir(solutions);
	AUTO(freep) char *last_row = xstrndup(course_first(course)->title, 8);
	AUTO(freep) char *path = NULL, *clear = NULL;
	struct terminal t = { 0 };
	uint64_t first, key, verdict, alone;

	if (!mkdtemp(dir))
		die("no folder can be made in /tmp");
	path = xasprintf("%s/workspace/%s/%s", dir, path_base(lesson), path_base(e->solution_path));
	clear = xasprintf("rm -rf '%s'", dir);
	first = first_picture(program, course_dir, dir);
	start(&t, program, course_dir, dir);
	see(&t, "quit");
	key = key_to_screen(&t, last_row);
	type(&t, e->id);
	type(&t, "\r\r");
	see(&t, "Not checked");
	verdict = save_to_verdict(&t, path, e);
	end(&t);
	alone = check_alone(checker, e);
	buf_free(&t.seen);
	printf("the screen: first picture after %.1f ms (at most 50), a key after %.2f ms (at most "
	       "16)\n",
		ms(first), ms(key));
	printf("from the save of a correct %s to its verdict on the screen %.0f ms; the check "
	       "alone %.0f ms: %.2f times (at most 1.5)\n",
		e->id, ms(verdict), ms(alone), (double)verdict / alone);
	if (system(clear) != 0)
		die("what was made for it cannot be removed");
}
