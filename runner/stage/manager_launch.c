// SPDX-License-Identifier: MIT
/* manager_launch.c
 * Programs: how they are started, spoken to, watched and ended.
 */
#include <sched.h>
#include <sys/syscall.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "stage/manager.h"
#include "stage/sanitizer.h"
#include "stage/tracer.h"

enum { MEMORY_MAX = 512 << 20, ROUNDS_MAX = 10000 };

/* ---- the child, between fork and exec */

static bool become(const struct stage *s, const struct program *p, struct err *err)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (!sandbox_go_in(s->sandbox, err) ||
		!sandbox_limit(s->sandbox, &sandbox_run_limits, err) ||
		!sandbox_give_up(s->sandbox, err))
		return false;
	/* What dies with the manager where no pid 1 does it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Descriptors of ours would be seen as gaps in the numbers that the program gets. */
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	if (!sandbox_filter_install(p->passing ? p->passing : s->filter, err))
		return false;
	return sandbox_exec(
		s->sandbox, p->path, p->argv, sandbox_environment(s->config.leaks), err);
}

static _Noreturn void child(
	const struct stage *s, const struct program *p, const int streams[3], int go, int trouble)
{
	struct err err = { "" };
	char c;

	for (int i = 0; i < 3; i++)
		if (dup2(streams[i], i) < 0)
			_exit(127);
	/* Who may trace us is asked of the image we have until we execute; it was root's. */
	prctl(PR_SET_DUMPABLE, 1);
	if (go >= 0 && read(go, &c, 1) != 1)
		_exit(127);
	become(s, p, &err);
	/* Nothing can be done about a manager that doesn't listen. */
	if (write(trouble, err.text, strlen(err.text)) < 0)
		_exit(126);
	_exit(127);
}

/* ---- starting */

static struct program *program_new(struct stage *s, const struct stage_program *from)
{
	struct program *p = xcalloc(1, sizeof *p);
	size_t count = 0;

	p->who = from->who;
	p->path = xstrdup(from->path);
	p->main = from->main;
	p->trouble = -1;
	while (from->argv[count])
		count++;
	p->argv = xcalloc(count + 1, sizeof *p->argv);
	for (size_t i = 0; i < count; i++)
		p->argv[i] = xstrdup(from->argv[i]);
	p->number = s->program_count;
	grow(&s->programs, &s->program_cap, s->program_count, sizeof *s->programs);
	return s->programs[s->program_count++] = p;
}

/* The kernel itself notes the child for whoever must bury it, before the child runs: we may be killed at any moment, and pid 1 of
 * the sandbox would then wait for ever for somebody whom nobody knows. */
static pid_t fork_noted(struct stage *s)
{
	pid_t *slot = &s->shared->programs[s->shared->count++ % SHARED_PIDS];

	*slot = 0;
	return syscall(SYS_clone, SIGCHLD | CLONE_PARENT_SETTID, NULL, slot, NULL, 0);
}

static void watch_streams(struct stage *s, struct program *p)
{
	manager_watch(s, p->in, EPOLLOUT | EPOLLET, WATCH_PROGRAM, p->number);
	manager_watch(s, p->streams[0], EPOLLIN, WATCH_PROGRAM, p->number);
	manager_watch(s, p->streams[1], EPOLLIN, WATCH_PROGRAM, p->number);
	manager_watch(s, p->trouble, EPOLLIN, WATCH_PROGRAM, p->number);
}

static void let_runtimes_pass(const struct stage *s, struct program *p)
{
	if (s->lines && runtimes_find(sandbox_program_fd(s->sandbox, p->path), &p->runtimes))
		p->passing = sandbox_filter_passing(s->filter, &p->runtimes);
}

static bool fork_program(struct stage *s, struct program *p, const int streams[3], struct err *err)
{
	int go[2] = { -1, -1 }, trouble[2];
	bool good = true;

	if (pipe2(trouble, O_CLOEXEC) != 0 || (s->traced && pipe2(go, O_CLOEXEC) != 0))
		return err_sys(err, "no pipes to start a program with");
	let_runtimes_pass(s, p);
	p->pid = fork_noted(s);
	if (p->pid == 0) {
		close(go[1]);
		child(s, p, streams, go[0], trouble[1]);
	}
	close(trouble[1]);
	p->trouble = trouble[0];
	fcntl(p->trouble, F_SETFL, O_NONBLOCK);
	if (p->pid < 0) {
		good = err_sys(err, "cannot start a process for %s", p->path);
		p->pid = 0;
	}
	if (good && s->traced)
		good = tracer_seize(s, p, err) && write(go[1], "g", 1) == 1;
	closep(&go[0]);
	closep(&go[1]);
	return good;
}

bool stage_launch(struct stage *s, const struct stage_program *from, struct err *err)
{
	struct program *p = program_new(s, from);
	int theirs[3];
	bool good = output_open(p, theirs, err) && fork_program(s, p, theirs, err);

	for (int i = 0; i < 3; i++)
		closep(&theirs[i]);
	if (!good)
		return false;
	watch_streams(s, p);
	manager_active(s);
	return true;
}

/* An untraced program's beginning is the end of this pipe: its end closed when it executed. */
static void record_started(struct stage *s, struct program *p)
{
	struct event ev = {
		.kind = EVENT_PROCESS,
		.who = p->who,
		.process = { PROCESS_STARTED, p->pid, p->pid, .main = true },
	};

	if (p->executed || p->pid == 0)
		return;
	p->executed = true;
	stage_record(s, &ev);
}

void launch_listen(struct stage *s, struct program *p)
{
	char text[512];
	ssize_t n;

	if (p->trouble < 0)
		return;
	while ((n = read(p->trouble, text, sizeof text)) > 0)
		buf_add(&p->trouble_text, text, n);
	if (n < 0 && errno == EAGAIN)
		return;
	closep(&p->trouble);
	if (p->trouble_text.len)
		manager_trouble(s, "%s", buf_str(&p->trouble_text));
	else if (!s->traced)
		record_started(s, p);
}

/* ---- speaking to them */

static struct program *current(const struct stage *s, int who)
{
	for (size_t i = s->program_count; i-- > 0;)
		if (s->programs[i]->who == who)
			return s->programs[i];
	return NULL;
}

bool stage_running(const struct stage *s, int who)
{
	const struct program *p = current(s, who);

	return p && p->pid != 0;
}

void stage_feed(struct stage *s, int who, struct bytes b)
{
	struct program *p = current(s, who);

	if (!p || p->feed_ends)
		return;
	buf_add(&p->feed, b.at, b.len);
	output_feed(s, p);
}

void stage_feed_end(struct stage *s, int who)
{
	struct program *p = current(s, who);

	if (!p)
		return;
	p->feed_ends = true;
	output_feed(s, p);
	manager_active(s);
}

/* Every process of it that we follow; without tracing, its session. */
static void signal_all(struct stage *s, struct program *p, int signal)
{
	if (p->pid && !s->traced)
		kill(-p->pid, signal);
	for (size_t i = 0; i < s->tasks.count; i++) {
		const struct task *t = s->tasks.list[i];

		if (t->process && t->process->program == p && t->tid == t->process->tgid)
			kill(t->tid, signal);
	}
}

void stage_signal(struct stage *s, int who, int signal)
{
	for (size_t i = 0; i < s->program_count; i++)
		if (s->programs[i]->who == who)
			signal_all(s, s->programs[i], signal);
	manager_active(s);
}

/* ---- watching them */

static uint64_t memory_of(const struct stage *s, pid_t pid)
{
	char path[32], text[128];
	AUTO(closep) int fd = -1;
	unsigned long pages = 0;
	ssize_t n;

	snprintf(path, sizeof path, "%d/statm", (int)pid);
	fd = openat(s->proc, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	sscanf(text, "%*s %lu", &pages);
	return (uint64_t)pages * sysconf(_SC_PAGESIZE);
}

static uint64_t memory_of_program(const struct stage *s, const struct program *p)
{
	uint64_t sum = p->pid && !s->traced ? memory_of(s, p->pid) : 0;

	for (size_t i = 0; i < s->tasks.count; i++) {
		const struct task *t = s->tasks.list[i];

		if (t->process && t->process->program == p && t->tid == t->process->tgid)
			sum += memory_of(s, t->tid);
	}
	return sum;
}

void launch_watch_memory(struct stage *s)
{
	for (size_t i = 0; i < s->program_count; i++) {
		struct program *p = s->programs[i];

		if (p->too_large || memory_of_program(s, p) <= MEMORY_MAX)
			continue;
		p->too_large = true;
		manager_note(s, p->who, "the program took more than %d MiB of memory and was ended",
			MEMORY_MAX >> 20);
		signal_all(s, p, SIGKILL);
	}
}

void launch_report_sanitizer(struct stage *s, struct program *p)
{
	struct event ev = { .kind = EVENT_SANITIZER, .who = p->who };
	AUTO(freep) char *store = NULL;
	const char *source = NULL;

	if (p->reported || p->complaint.len == 0)
		return;
	if (s->lines)
		source = lines_source(s->lines, sandbox_program_fd(s->sandbox, p->path));
	if (!sanitizer_parse(buf_bytes(&p->complaint), source ? source : path_base(p->path),
		    &ev.sanitizer, &store))
		return;
	p->reported = true;
	stage_record(s, &ev);
}

/* ---- their ends */

void manager_program_ended(struct stage *s, struct program *p, int status)
{
	(void)status;
	p->pid = 0;
	launch_listen(s, p);
	launch_report_sanitizer(s, p);
}

static void record_end(struct stage *s, struct program *p, int status)
{
	bool exited = WIFEXITED(status);
	struct event ev = {
		.kind = EVENT_PROCESS,
		.who = p->who,
		.process = {
			.what = exited ? PROCESS_EXITED : PROCESS_KILLED,
			.pid = p->pid,
			.tid = p->pid,
			.value = exited ? WEXITSTATUS(status) : WTERMSIG(status),
			.main = true,
		},
	};

	stage_record(s, &ev);
}

void manager_child_ended(struct stage *s, pid_t pid, int status)
{
	if (pid == sandbox_init_pid(s->sandbox)) {
		manager_trouble(s, "pid 1 of the sandbox ended before its time");
		return;
	}
	for (size_t i = 0; i < s->program_count; i++) {
		struct program *p = s->programs[i];

		if (p->pid != pid)
			continue;
		launch_listen(s, p); /* that it began comes before all that it said */
		output_drain(s, p);
		if (p->executed)
			record_end(s, p, status);
		manager_program_ended(s, p, status);
		s->sample = true;
	}
}

void launch_record_killed(struct stage *s, struct program *p)
{
	struct event ev = {
		.kind = EVENT_PROCESS,
		.who = p->who,
		.process = { PROCESS_KILLED, p->pid, p->pid, .value = SIGKILL, .main = true,
			.by_tool = true },
	};

	if (p->pid == 0 || !p->executed)
		return;
	for (size_t i = 0; i < s->tasks.count; i++)
		if (s->tasks.list[i]->tid == p->pid)
			ev.process.pid = ev.process.tid = s->tasks.list[i]->process->inner;
	stage_record(s, &ev);
}

/* A file that lists the children of ours that are not traced, with whatever became ours when its parent ended. */
static size_t kill_children(const struct stage *s)
{
	char path[64], text[4096], *rest = text, *word;
	AUTO(closep) int fd = -1;
	size_t count = 0;
	ssize_t n;

	snprintf(path, sizeof path, "%d/task/%d/children", (int)getpid(), (int)getpid());
	fd = openat(s->proc, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	while ((word = strsep(&rest, " ")))
		if (*word) {
			kill(atoi(word), SIGKILL);
			count++;
		}
	return count;
}

/* Where pid 1 of the sandbox doesn't take them all with it: the orphans of the programs are ours (we are a subreaper), and those they still make
 * are found in the next round. */
static void kill_descendants(const struct stage *s)
{
	for (int rounds = 0; rounds < ROUNDS_MAX && kill_children(s) > 0; rounds++) {
		waitpid(-1, NULL, __WALL);
		while (waitpid(-1, NULL, __WALL | WNOHANG) > 0)
			continue;
	}
}

void launch_kill_all(struct stage *s)
{
	for (size_t i = 0; i < s->program_count; i++)
		signal_all(s, s->programs[i], SIGKILL);
	if (s->config.level != LEVEL_FULL)
		kill_descendants(s);
}
