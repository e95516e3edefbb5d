// SPDX-License-Identifier: MIT
/* compile_box.c
 * The compiler in its sandbox. A source can make a compiler read files, eat memory, run for ever
 * or write without end, so it gets the same walls as the program it makes: nothing of the host but
 * /usr, no network, and a copy of this one file.
 *
 * The process forked here waits for the compiler, because whoever enters a sandbox may not leave
 * it again; it sends back what was said, and alone has the new binary open for writing (a
 * descriptor leaked into another fork would make running it fail).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "stage/compile_parts.h"

enum { SAID_MAX = 1 << 20, WALL_SECONDS = 20, SCRATCH_MIB = 160, OUT_MAX = 64 << 20 };
#define OUT_NAME "program.out"

/* What the box sends back ahead of the text. */
struct box_head {
	bool done, flooded, late;
	int status;
	uint64_t cpu_ns;
	char err[sizeof(((struct err *)NULL)->text)];
};

/* ---- in the box */

struct box {
	const struct box_job *job;
	int to; /* our starter, who stops listening when he wants us to end */
	struct sandbox *sb;
	int fresh; /* the new binary, opened before root became nobody */
	struct box_head head;
	struct buf said;
};

static bool write_source(const struct box *b, struct err *err)
{
	AUTO(closep)
	int fd = openat(sandbox_scratch_fd(b->sb), b->job->inside,
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0 ||
		write(fd, b->job->source.at, b->job->source.len) != (ssize_t)b->job->source.len)
		return err_sys(err, "cannot copy the source into the sandbox");
	return true;
}

/* Into the walls and out of this program. Under them there is little memory to be had. */
static void exec_compiler(
	const struct box *b, const char *const *words, char *const *environment, struct err *err)
{
	if (sandbox_go_in(b->sb, err) && sandbox_limit(b->sb, &sandbox_compile_limits, err) &&
		sandbox_give_up(b->sb, err) &&
		sandbox_filter_install(b->job->compiler->filter, err)) {
		execve(b->job->compiler->path, (char *const *)words, environment);
		err_sys(err, "cannot run %s in the sandbox", b->job->compiler->path);
	}
}

static void be_compiler(const struct box *b, int out)
{
	const struct box_job *job = b->job;
	char *home = xasprintf("HOME=%s", sandbox_scratch_inside(b->sb));
	char *tmp = xasprintf("TMPDIR=%s", sandbox_scratch_inside(b->sb));
	/* Nothing of the starter's: variables tell a compiler where to read and write. */
	char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
		"CCACHE_DISABLE=1", home, tmp, NULL };
	char source[128];
	const char *words[COMPILER_WORDS];
	struct err err = { "" };
	int null = open("/dev/null", O_RDONLY);

	signal(SIGPIPE, SIG_DFL);
	snprintf(source, sizeof(source), "./%s", job->inside);
	compiler_words(job->compiler, job->flags, source, OUT_NAME, words);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	exec_compiler(b, words, environment, &err);
	/* By signal, so that no exit status of a compiler's can be taken for it. */
	dprintf(STDERR_FILENO, "%s", err.text);
	kill(getpid(), SIGUSR2);
	_exit(127);
}

/* Keeps a megabyte, and ends who says more, or whose answer nobody wants any more. */
static void drain(struct box *b, int from, pid_t pid)
{
	uint64_t end = clock_steady_ns() + WALL_SECONDS * NS_PER_SEC;
	char chunk[16384];

	for (;;) {
		uint64_t now = clock_steady_ns();
		struct pollfd p[] = { { from, POLLIN, 0 }, { b->to, 0, 0 } };
		int left = now < end ? (int)((end - now) / NS_PER_MS) + 1 : 0;
		ssize_t n;

		b->head.late = left == 0;
		if (b->head.late || b->head.flooded)
			kill(-pid, SIGKILL);
		if (b->head.late || poll(p, ARRAY_LEN(p), left) < 0)
			return;
		if (p[1].revents & POLLERR) {
			kill(-pid, SIGKILL);
			return;
		}
		n = p[0].revents ? read(from, chunk, sizeof(chunk)) : 1;
		if (n <= 0)
			return;
		if (p[0].revents && b->said.len < SAID_MAX)
			buf_add(&b->said, chunk, (size_t)n);
		b->head.flooded = b->said.len >= SAID_MAX;
	}
}

static bool take_program(const struct box *b, struct err *err)
{
	AUTO(closep)
	int from = openat(sandbox_scratch_fd(b->sb), OUT_NAME,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (from < 0 || fstat(from, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, "the compiler ended well but left no program");
	for (off_t done = 0; done < st.st_size;) {
		ssize_t n = sendfile(b->fresh, from, NULL, OUT_MAX);

		if (n <= 0)
			return err_sys(err, "cannot copy the new program into the cache");
		done += n;
	}
	return true;
}

static uint64_t time_ns(const struct timeval *t)
{
	return (uint64_t)t->tv_sec * NS_PER_SEC + (uint64_t)t->tv_usec * 1000;
}

static bool compile_in(struct box *b, struct err *err)
{
	struct rusage used;
	int ends[2];
	pid_t pid;

	if (!write_source(b, err))
		return false;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_sys(err, "no pipe for the compiler");
	pid = fork();
	if (pid == 0)
		be_compiler(b, ends[1]);
	close(ends[1]);
	if (pid < 0)
		return err_sys(err, "cannot start the compiler");
	drain(b, ends[0], pid);
	close(ends[0]);
	if (wait4(pid, &b->head.status, 0, &used) < 0)
		return err_sys(err, "cannot wait for the compiler");
	b->head.cpu_ns = time_ns(&used.ru_utime) + time_ns(&used.ru_stime);
	if (WIFSIGNALED(b->head.status) && WTERMSIG(b->head.status) == SIGUSR2)
		return err_set(err, "%s", buf_str(&b->said));
	if (WIFEXITED(b->head.status) && WEXITSTATUS(b->head.status) == 0)
		return take_program(b, err);
	return true;
}

static bool be_box_in(struct box *b, struct err *err)
{
	struct sandbox_view view = {
		.scratch_bytes = (uint64_t)SCRATCH_MIB << 20,
		.namespaces = b->job->namespaces,
	};

	b->fresh = open(b->job->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	/* At once: who was root is not its owner any more later on. */
	if (b->fresh < 0 || fchmod(b->fresh, 0555) != 0)
		return err_sys(err, "cannot write into the cache: %s", b->job->fresh);
	b->sb = sandbox_new(&view, err);
	/* Forgotten by the kernel when root became nobody. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return b->sb && compile_in(b, err);
}

static void send_back(struct box *b, int to)
{
	struct buf all = { 0 };

	buf_add(&all, &b->head, sizeof(b->head));
	buf_add(&all, buf_str(&b->said), b->said.len);
	for (size_t done = 0; done < all.len;) {
		ssize_t n = write(to, all.data + done, all.len - done);

		if (n < 0 && errno != EINTR)
			return;
		done += n > 0 ? (size_t)n : 0;
	}
}

static void be_box(const struct box_job *job, int to)
{
	enum { TO = 3 };
	struct box b = { .job = job, .to = TO, .fresh = -1 };
	struct err err = { "" };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Nothing else: the pipe of a compile in another thread would stay open as long as this one works. */
	if (to != TO)
		dup3(to, TO, O_CLOEXEC);
	close_range(TO + 1, ~0U, 0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_IGN); /* he may stop listening */
	b.head.done = be_box_in(&b, &err);
	memcpy(b.head.err, err.text, sizeof(err.text));
	closep(&b.fresh);
	send_back(&b, TO);
	sandbox_free(b.sb);
	/* Pid 1 of the sandbox too: else it would be the starter's to bury. */
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
		continue;
	_exit(0);
}

/* ---- outside */

/* Whoever wants to stop us says so by a flag, and its signal may meet another thread: so it is looked at now and then. */
enum { LOOK_UP_MS = 20 };

/* False if it was cancelled. */
static bool read_all(const struct compiler *c, int from, struct buf *all)
{
	struct pollfd p = { .fd = from, .events = POLLIN };
	char chunk[65536];

	for (;;) {
		ssize_t n;

		if (c->cancelled && c->cancelled(c->context))
			return false;
		if (poll(&p, 1, c->cancelled ? LOOK_UP_MS : -1) <= 0)
			continue;
		n = read(from, chunk, sizeof(chunk));
		if (n == 0 || (n < 0 && errno != EINTR))
			return true;
		buf_add(all, chunk, n > 0 ? (size_t)n : 0);
	}
}

static bool understand(struct buf *all, struct box_result *result, struct err *err)
{
	struct box_head head;

	if (all->len < sizeof(head))
		return err_set(err, "the process that compiles was killed");
	memcpy(&head, all->data, sizeof(head));
	buf_drop_front(all, sizeof(head));
	result->status = head.status;
	result->flooded = head.flooded;
	result->late = head.late;
	result->cpu_ns = head.cpu_ns;
	result->said = *all;
	*all = (struct buf){ 0 };
	return head.done || err_set(err, "%s", head.err);
}

void box_run(const struct box_job *job, struct box_result *result, struct err *err)
{
	AUTO(buf_free) struct buf all = { 0 };
	int ends[2];
	pid_t pid;

	*result = (struct box_result){ 0 };
	if (pipe2(ends, O_CLOEXEC) != 0) {
		err_sys(err, "no pipe for the compiler");
		return;
	}
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		be_box(job, ends[1]);
	}
	close(ends[1]);
	if (pid < 0)
		err_sys(err, "cannot start a process for the compiler");
	else
		result->cancelled = !read_all(job->compiler, ends[0], &all);
	close(ends[0]); /* if it still works, it ends by that */
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	if (result->cancelled)
		err_set(err, "stopped while it was compiled");
	else if (pid > 0)
		result->done = understand(&all, result, err);
	if (!result->done)
		unlink(job->fresh);
}
