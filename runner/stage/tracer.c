// SPDX-License-Identifier: MIT
#include "stage/tracer.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage/manager.h"
#include "stage/quiet.h"
#include "stage/tracer_calls.h"

enum {
	OPTIONS = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
		  PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD |
		  PTRACE_O_EXITKILL,
	SYSCALL_STOP = SIGTRAP | 0x80,
	PATIENCE_NS = 2000000,	     /* of its own time */
	PATIENCE_MOST_NS = 50000000, /* of the machine's */
	GIVES_WAY_MAX = 16,
};

void tracer_resume(struct stage *s, struct task *t, int signal)
{
	(void)s;
	t->ready = true;
	t->signal = signal;
}

static void record_process(
	struct stage *s, const struct task *t, enum process_what what, int value, int parent)
{
	const struct process *p = t->process;
	struct event ev = {
		.kind = EVENT_PROCESS,
		.who = p->program->who,
		.process = {
			.what = what,
			.pid = p->inner,
			.tid = t->inner,
			.parent = parent,
			.value = value,
			.main = p->leader && t->tid == p->tgid,
			.by_tool = p->program->killed,
		},
	};

	stage_record(s, &ev);
}

/* ---- births */

static int last_number(const char *text, const char *key, int otherwise)
{
	const char *at = strstr(text, key), *end;

	if (!at)
		return otherwise;
	at += strlen(key);
	end = at + strcspn(at, "\n");
	while (end > at && end[-1] >= '0' && end[-1] <= '9')
		end--;
	return atoi(end);
}

/* From /proc/TID/status: its process, and both numbers as its own namespace counts them. */
static pid_t read_identity(struct stage *s, struct task *t, int *inner_pid)
{
	char path[32], text[4096];
	AUTO(closep) int fd = -1;
	ssize_t n;

	snprintf(path, sizeof path, "%d/status", (int)t->tid);
	fd = openat(s->proc, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : pread(fd, text, sizeof text - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	t->inner = last_number(text, "\nNSpid:", t->tid);
	*inner_pid = last_number(text, "\nNStgid:", t->inner);
	return last_number(text, "\nTgid:", t->tid);
}

static struct process *child_process(const struct process *parent, pid_t tgid, int inner)
{
	struct process *p = process_new(parent->program, tgid);

	p->inner = inner;
	p->executed = parent->executed;
	p->been_in_source = parent->been_in_source;
	p->space = space_share(parent->space);
	memcpy(p->handlers, parent->handlers, sizeof p->handlers);
	return p;
}

static void adopt(struct stage *s, struct task *parent, struct task *child)
{
	int inner = 0;
	pid_t tgid = read_identity(s, child, &inner);
	bool thread = tgid == parent->process->tgid;

	process_hold(child, thread ? parent->process : child_process(parent->process, tgid, inner));
	if (child->process->executed)
		record_process(s, child, thread ? PROCESS_THREAD : PROCESS_FORKED, 0,
			parent->process->inner);
}

/* The child may have stopped before its parent's event came; then it waits for it. */
static void on_birth(struct stage *s, struct task *parent)
{
	unsigned long tid = 0;
	struct task *child;

	if (ptrace(PTRACE_GETEVENTMSG, parent->tid, NULL, &tid) != 0)
		return;
	child = tasks_find(&s->tasks, tid);
	if (!child)
		child = tasks_add(&s->tasks, tid);
	adopt(s, parent, child);
	if (child->newborn) {
		child->newborn = false;
		tracer_resume(s, child, 0);
	}
	tracer_resume(s, parent, 0);
}

bool tracer_seize(struct stage *s, struct program *p, struct err *err)
{
	struct task *t;
	int inner;

	if (ptrace(PTRACE_SEIZE, p->pid, NULL, OPTIONS) != 0)
		return err_sys(err, "cannot trace %s", p->path);
	t = tasks_add(&s->tasks, p->pid);
	process_hold(t, process_new(p, p->pid));
	t->process->leader = true;
	read_identity(s, t, &inner);
	t->process->inner = inner;
	return true;
}

/* ---- execve() */

/* Whichever thread called it now has the process's number, and the others are gone without a word. */
static void keep_only(struct stage *s, struct task *t, pid_t former)
{
	for (size_t i = s->tasks.count; i-- > 0;) {
		struct task *other = s->tasks.list[i];

		if (other == t || other->process != t->process)
			continue;
		if (other->tid == former) {
			struct seen_call call = t->call;

			t->call = other->call;
			other->call = call;
			t->in_call = other->in_call;
		}
		tasks_remove(&s->tasks, other);
	}
}

static void on_exec(struct stage *s, struct task *t)
{
	struct process *p = t->process;
	bool first = !p->executed;
	unsigned long former = 0;

	ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &former);
	keep_only(s, t, former);
	memset(p->handlers, 0, sizeof p->handlers);
	space_free(p->space);
	p->space = NULL;
	if (s->lines)
		p->space = space_new(s->lines, p->tgid,
			first ? sandbox_program_fd(s->sandbox, p->program->path) : -1);
	p->executed = true;
	if (first)
		p->program->executed = true;
	else /* the filter stays, and where this image has its own runtimes another one has whatever it likes */
		runtimes_distrust(sandbox_program_fd(s->sandbox, p->program->path));
	record_process(s, t, first ? PROCESS_STARTED : PROCESS_EXEC, 0, 0);
	tracer_resume(s, t, 0);
}

/* ---- calls */

static void on_entry(struct stage *s, struct task *t)
{
	struct __ptrace_syscall_info info;
	uint64_t args[6];

	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->tid, sizeof info, &info) <= 0)
		return;
	for (int i = 0; i < 6; i++)
		args[i] = info.seccomp.args[i];
	if (calls_enter(s, t, info.seccomp.nr, args, info.instruction_pointer) == CALL_GOES_ON)
		tracer_resume(s, t, 0);
}

static void on_exit_stop(struct stage *s, struct task *t)
{
	uint64_t now = stage_now(s);
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->tid, sizeof info, &info) <= 0)
		return;
	/* Here is the lock-step: everybody else goes as far as they can before this task goes on. */
	if (t->in_call && calls_leave(s, t, info.exit.rval, now)) {
		manager_active(s);
		manager_settle(s);
	}
	tracer_resume(s, t, 0);
}

/* ---- signals */

static void on_signal(struct stage *s, struct task *t, int signal)
{
	if (t->process && t->process->executed) {
		calls_interrupted(s, t, signal);
		if (!storm_sent(s, t, signal))
			record_process(s, t, PROCESS_SIGNAL, signal, 0);
		manager_active(s);
	}
	tracer_resume(s, t, signal);
}

static bool stops_group(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void on_event_stop(struct stage *s, struct task *t, int signal)
{
	if (stops_group(signal)) {
		t->stopped = true;
		ptrace(PTRACE_LISTEN, t->tid, NULL, NULL);
		storm_stopped(s, t);
		return;
	}
	t->stopped = false;
	if (t->process)
		tracer_resume(s, t, 0);
	else
		t->newborn = true;
}

/* ---- ends */

static void note_end(struct stage *s, struct task *t, int status)
{
	bool exited = WIFEXITED(status);
	struct program *p = t->process->program;

	if (t->tid != t->process->tgid)
		return; /* a thread */
	/* What a dying program printed comes before its end. */
	output_drain(s, p);
	if (t->process->executed)
		record_process(s, t, exited ? PROCESS_EXITED : PROCESS_KILLED,
			exited ? WEXITSTATUS(status) : WTERMSIG(status), 0);
	if (t->process->leader)
		manager_program_ended(s, p, status);
	s->sample = true;
}

static void on_end(struct stage *s, struct task *t, int status)
{
	if (t->process) {
		calls_record_unfinished(s, t);
		note_end(s, t, status);
	}
	tasks_remove(&s->tasks, t);
	manager_active(s);
	manager_settle(s);
}

/* ---- all of them */

static void on_stop(struct stage *s, struct task *t, int status)
{
	int signal = WSTOPSIG(status);

	if (signal == SYSCALL_STOP) {
		on_exit_stop(s, t);
		return;
	}
	switch (status >> 16) {
	case PTRACE_EVENT_SECCOMP: on_entry(s, t); break;
	case PTRACE_EVENT_CLONE:
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK: on_birth(s, t); break;
	case PTRACE_EVENT_EXEC: on_exec(s, t); break;
	case PTRACE_EVENT_STOP: on_event_stop(s, t, signal); break;
	default: on_signal(s, t, signal); break;
	}
}

static void on_report(struct stage *s, struct task *t)
{
	int status = t->report;

	t->reported = t->ready = false;
	if (!WIFSTOPPED(status)) {
		on_end(s, t, status);
		return;
	}
	if (t->stopped && status >> 16 != PTRACE_EVENT_STOP)
		t->stopped = false;
	on_stop(s, t, status);
}

/* ---- turns */

/* What has been reported is kept until nobody is under way. A task that was killed may report its end after a stop. */
static void gather(struct stage *s)
{
	int status;
	pid_t tid;

	while (!s->ended && (tid = waitpid(-1, &status, __WALL | WNOHANG)) > 0) {
		struct task *t = tasks_find(&s->tasks, tid);

		if (!t && !WIFSTOPPED(status)) {
			manager_child_ended(s, tid, status);
			continue;
		}
		if (!t)
			t = tasks_add(&s->tasks, tid);
		t->reported = true;
		t->report = status;
		if (s->tasks.count == 1 && WIFSTOPPED(status))
			break; /* there is nobody else who could */
	}
}

static bool is_under_way(struct stage *s, struct task *t)
{
	if (t->reported || t->ready || t->held || t->newborn)
		return false;
	return !quiet_sleeps(s, t);
}

/* A task that computes without end must not hold up the others for ever; one that is kept from computing, by other programs, should. */
static bool is_patient(struct stage *s, struct task *t)
{
	uint64_t now = stage_now(s), spent = quiet_spent(s, t);

	if (s->turn_since == 0 || s->waited_for != t->tid) {
		s->turn_since = now;
		s->waited_for = t->tid;
		s->spent_before = spent;
	}
	return spent - s->spent_before < PATIENCE_NS && now - s->turn_since < PATIENCE_MOST_NS;
}

static bool nobody_under_way(struct stage *s)
{
	for (size_t i = 0; s->tasks.count > 1 && i < s->tasks.count; i++)
		if (is_under_way(s, s->tasks.list[i]))
			return !is_patient(s, s->tasks.list[i]);
	s->turn_since = 0;
	return true;
}

/* Dealing with one may end another, so each is looked for afresh. */
static struct task *first_reported(const struct stage *s)
{
	for (size_t i = 0; i < s->tasks.count; i++)
		if (s->tasks.list[i]->reported)
			return s->tasks.list[i];
	return NULL;
}

static struct task *next_ready(const struct stage *s)
{
	struct task *first = NULL;

	for (size_t i = s->tasks.count; i-- > 0;) {
		struct task *t = s->tasks.list[i];

		if (t->ready && t->tid == s->turn)
			return t; /* who is at it stays at it until it sleeps */
		if (t->ready)
			first = t;
	}
	return first;
}

static void take_turn(struct stage *s, struct task *t)
{
	s->turn = t->tid;
	s->turn_since = 0;
	t->ready = false;
	/* A task that is gone by now has been killed; its end is on its way. */
	ptrace(t->in_call ? PTRACE_SYSCALL : PTRACE_CONT, t->tid, NULL, (long)t->signal);
}

enum collected tracer_collect(struct stage *s)
{
	struct task *t;

	gather(s);
	if (!first_reported(s) && !next_ready(s))
		return COLLECTED_NOTHING;
	if (!nobody_under_way(s))
		return COLLECTED_LATER;
	while (!s->ended && (t = first_reported(s)))
		on_report(s, t);
	/* What was dealt with may have woken somebody, whose stop comes first. */
	if (!s->ended && (t = next_ready(s)) && nobody_under_way(s))
		take_turn(s, t);
	return COLLECTED_SOME;
}

void tracer_give_way(struct stage *s, bool give_way)
{
	struct sched_param none = { 0 };

	for (size_t i = 0; i < s->tasks.count && i < GIVES_WAY_MAX; i++)
		if (s->tasks.list[i]->in_call && !s->tasks.list[i]->ready)
			sched_setscheduler(
				s->tasks.list[i]->tid, give_way ? SCHED_BATCH : SCHED_OTHER, &none);
}

void tracer_record_unfinished(struct stage *s)
{
	for (size_t i = 0; i < s->tasks.count; i++)
		calls_record_unfinished(s, s->tasks.list[i]);
}
