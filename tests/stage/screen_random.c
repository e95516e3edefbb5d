// SPDX-License-Identifier: MIT
/* The real screen on a terminal of its own, with real checks: keys and sizes at random, and saves in between. It may end only when it is
 * told to, and well; what was saved is still there. SECONDS and SEED go further. */
#include <setjmp.h>
#include <stdarg.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "stage/stage.h"
#include "tui/tui.h"

#ifdef __SANITIZE_ADDRESS__
enum { SECONDS = 60 };
#else
enum { SECONDS = 8 };
#endif
enum { PATIENCE_MS = 30000, SOURCE_MAX = 1 << 20, LAST_WORDS = 6000 };

/* Q leaves, S changes the editor to what random letters say, and R gives a file back that others compare. */
static const char *const keys[] = { "\033[A", "\033[B", "\033[C", "\033[D", "\033[5~", "\033[6~",
	"\033[H", "\033[F", "\033", "\r", "\r", "\t", "\033[Z", "\177", "c", "c", "t", "p", "n",
	"h", "v", "V", "l", "s", "e", "x", "f", "z", "d", "o", "?", "q", "/", ".", ",", "2", "1",
	"+", "-", "g", "G", " ", "j", "k", "J", "K", "y", "a", "\003", "\014", "\345\276\200",
	"\033[<0;9;5M", "\033[<65;9;5M", "\033[<64;9;5M", "\033[200~", "\377" };

static struct {
	char dir[40];
	char *course, *file; /* file: the learner's of 2.1 */
	char *sources[2];
	int saved; /* -1: nothing yet */
	int fd;
	pid_t pid;
	struct buf said; /* the last of it, for whoever has to find out */
} world;

/* ---- the screen, in a process of its own */

static int be_screen(const char *course_dir)
{
	struct screen_options options = { .colours = true };
	struct err err = { "" };
	bool others;
	struct course *course = course_load(course_dir, NULL, &err);
	struct workspace *w = course ? workspace_open("workspace", &others, &err) : NULL;
	bool ok;

	setlocale(LC_CTYPE, "C.UTF-8");
	/* while it leaves, the terminal is as we gave it, and a Ctrl-C that comes late would rightly end it by SIGINT: "ended well" has to be
	 * its own doing */
	signal(SIGINT, SIG_IGN);
	stage_prepare();
	ok = w && screen_run(course, w, &options, &err);
	workspace_close(w);
	course_free(course);
	if (!ok)
		fprintf(stderr, "%s\n", err.text);
	return ok ? 0 : 9;
}

/* Reads what there is, waiting so long for the first of it; false: it has closed its terminal. */
static bool listen_to_it(int wait_ms)
{
	struct pollfd in = { world.fd, POLLIN, 0 };
	char piece[4096];
	ssize_t n;

	while (poll(&in, 1, wait_ms) > 0) {
		n = read(world.fd, piece, sizeof piece);
		if (n <= 0)
			return false;
		if (world.said.len > 8 * sizeof piece)
			buf_cut(&world.said, 0);
		buf_add(&world.said, piece, n);
		wait_ms = 0;
	}
	return true;
}

static void be_child(void)
{
	setenv("TERM", "xterm-256color", 1);
	setenv("HOME", world.dir, 1);
	setenv("EDITOR", "true", 1);
	setenv("MANPAGER", "cat", 1);
	setenv("ASAN_OPTIONS", "allow_user_segv_handler=0", 0); /* a crash is to be explained */
	unsetenv("VISUAL");
	execl("/proc/self/exe", "screen", "--screen", world.course, (char *)NULL);
	_exit(127);
}

static void start(void)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	world.pid = forkpty(&world.fd, NULL, NULL, &size);
	assert_true(world.pid >= 0);
	if (world.pid == 0)
		be_child();
	buf_cut(&world.said, 0);
	while (!strstr(
		buf_str(&world.said), "quit")) /* before it has the terminal, Ctrl-C ends it */
		assert_true(listen_to_it(PATIENCE_MS));
}

static void print_last_words(void)
{
	AUTO(buf_free) struct buf safe = { 0 };
	size_t from = world.said.len > LAST_WORDS ? world.said.len - LAST_WORDS : 0;

	text_safe(&safe, bytes_of(buf_str(&world.said) + from));
	fprintf(stderr, "its last words:\n%s\n", buf_str(&safe));
}

static void ended_well(void)
{
	int status;

	assert_int_equal(waitpid(world.pid, &status, 0), world.pid);
	close(world.fd);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		print_last_words();
		fail_msg("it ended with %x", status);
	}
}

/* ---- what happens to it */

/* It is leaving, or an editor has the terminal: keys are not for it. */
static bool gave_terminal_back(void)
{
	static const char switches[] = "\033[?1049";
	const char *at = buf_str(&world.said), *end = at + world.said.len, *last = NULL;

	while ((at = memmem(at, end - at, switches, strlen(switches))))
		last = at += strlen(switches);
	return last && last < end && *last == 'l';
}

static void press(struct dice *d)
{
	const char *key = keys[dice_below(d, ARRAY_LEN(keys))];

	if (gave_terminal_back())
		return;
	if (write(world.fd, key, strlen(key)) < 0)
		assert_int_equal(errno, EIO); /* it is just leaving */
}

static void resize(struct dice *d)
{
	struct winsize size = { .ws_row = 1 + dice_below(d, 70), .ws_col = 1 + dice_below(d, 220) };

	if (dice_below(d, 2)) {
		size.ws_row = 24;
		size.ws_col = 80;
	}
	ioctl(world.fd, TIOCSWINSZ, &size);
}

static void save(struct dice *d)
{
	struct err err;

	if (!file_exists(world.file))
		return; /* the exercise has not been opened yet */
	world.saved = dice_below(d, 2);
	if (!file_write(world.file, bytes_of(world.sources[world.saved]), &err))
		fail_msg("%s", err.text);
}

static void one_move(struct dice *d)
{
	uint64_t what = dice_below(d, 100);

	if (what < 2)
		save(d);
	else if (what < 8)
		resize(d);
	else
		press(d);
	if (!listen_to_it(dice_below(d, 4) ? 3 : 40)) { /* q, at the first screen */
		ended_well();
		start();
	}
}

static void leave(void)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	uint64_t until = clock_steady_ns() + PATIENCE_MS * NS_PER_MS;

	ioctl(world.fd, TIOCSWINSZ, &size);
	while (listen_to_it(100)) { /* y: what was said as the peer need not be saved */
		if (clock_steady_ns() > until) {
			print_last_words();
			fail_msg("it does not leave");
		}
		if (write(world.fd, "\033", 1) < 0 || !listen_to_it(100) ||
			write(world.fd, "Q", 1) < 0 || !listen_to_it(100) ||
			write(world.fd, "y", 1) < 0)
			break;
	}
	ended_well();
}

static void nothing_is_lost(void **state)
{
	const char *seed = getenv("SEED"), *seconds = getenv("SECONDS");
	uint64_t until =
		clock_steady_ns() + (seconds ? atoi(seconds) : SECONDS) * 1000ull * NS_PER_MS;
	struct dice d = dice_from(seed ? strtoull(seed, NULL, 10) : 4711, "screen");
	AUTO(buf_free) struct buf now = { 0 };

	(void)state;
	start();
	while (clock_steady_ns() < until)
		one_move(&d);
	leave();
	if (world.saved < 0)
		return;
	assert_true(file_read(world.file, SOURCE_MAX, 0, &now, NULL));
	assert_string_equal(buf_str(&now), world.sources[world.saved]);
}

/* ---- around it */

static char *source(const char *folder)
{
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(freep) char *path = xasprintf("%s/%s/02-echo/1-echo.c", world.course, folder);

	assert_true(file_read(path, SOURCE_MAX, 0, &text, NULL));
	return buf_take(&text);
}

static int begin(void **state)
{
	(void)state;
	world.course = realpath("tests/golden/tui/course", NULL);
	assert_non_null(world.course);
	world.sources[0] = source("solutions");
	world.sources[1] = source("exercises");
	world.saved = -1;
	snprintf(world.dir, sizeof world.dir, "/tmp/socklings-random-XXXXXX");
	assert_non_null(mkdtemp(world.dir));
	world.file = xasprintf("%s/workspace/02-echo/1-echo.c", world.dir);
	return chdir(world.dir);
}

static int end(void **state)
{
	AUTO(freep) char *clear = xasprintf("rm -rf %s", world.dir);

	(void)state;
	free(world.course);
	free(world.file);
	free(world.sources[0]);
	free(world.sources[1]);
	buf_free(&world.said);
	return chdir("/") | system(clear);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(nothing_is_lost) };

	if (argc == 3 && strcmp(argv[1], "--screen") == 0)
		return be_screen(argv[2]);
	return cmocka_run_group_tests(tests, begin, end);
}
