// SPDX-License-Identifier: MIT
#include "stage/tracer_calls.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "stage/decode.h"
#include "stage/manager.h"

/* How a call ends that a signal interrupted, as the kernel says it to itself and to tracers. */
enum {
	ERESTARTSYS = 512,	     /* again if the handler says SA_RESTART, or there is none */
	ERESTARTNOINTR = 513,	     /* again in any case */
	ERESTARTNOHAND = 514,	     /* again if there is no handler */
	ERESTART_RESTARTBLOCK = 516, /* the same, by restart_syscall() */
	SA_RESTART_FLAG = 0x10000000,
};

enum {
	REPEATS_MAX = 100,   /* of one call with one result, in a row */
	CALLS_WHOLE = 10000, /* after so many only the beginning of what they moved is kept */
	DATA_LATER = 64,
	CALLS_MAX = 100000,	 /* after so many none */
	REPEAT_GAP_NS = 1000000, /* from one to the next, on a machine that lets it */
};

/* ---- what is worth an event */

enum interest {
	INTEREST_ALWAYS,
	INTEREST_STREAM, /* on sockets, pipes and standard streams always; on files if a line of the learner's is behind it */
	INTEREST_LINES,	 /* if a line of the learner's is behind it */
	INTEREST_WAIT,	 /* only if somebody wants to know who waits where */
};

static const enum interest interests[CALL_COUNT] = {
	[CALL_READ] = INTEREST_STREAM,
	[CALL_WRITE] = INTEREST_STREAM,
	[CALL_READV] = INTEREST_STREAM,
	[CALL_WRITEV] = INTEREST_STREAM,
	[CALL_CLOSE] = INTEREST_STREAM,
	[CALL_DUP] = INTEREST_STREAM,
	[CALL_DUP2] = INTEREST_STREAM,
	[CALL_DUP3] = INTEREST_STREAM,
	[CALL_FCNTL] = INTEREST_STREAM,
	[CALL_IOCTL] = INTEREST_STREAM,
	[CALL_SENDFILE] = INTEREST_STREAM,
	[CALL_SPLICE] = INTEREST_STREAM,
	[CALL_RT_SIGACTION] = INTEREST_LINES,
	[CALL_UNLINK] = INTEREST_LINES,
	[CALL_UNLINKAT] = INTEREST_LINES,
	[CALL_PIPE] = INTEREST_LINES,
	[CALL_PIPE2] = INTEREST_LINES,
	[CALL_FUTEX] = INTEREST_WAIT,
	[CALL_RESTART_SYSCALL] = INTEREST_WAIT,
};

static bool never_returns(enum call_id id)
{
	return id == CALL_EXIT || id == CALL_EXIT_GROUP;
}

/* The C library keeps two signals to itself, and sets them up when the first thread is made. */
static bool is_for_threads(const struct seen_call *c)
{
	return c->id == CALL_RT_SIGACTION && (c->ev.arg[0] == 32 || c->ev.arg[0] == 33);
}

/* Calls on files and devices that can block nobody, made by the C library: not even their exit is wanted. */
static bool is_noise(const struct seen_call *c)
{
	switch (interests[c->id]) {
	case INTEREST_ALWAYS:
	case INTEREST_WAIT: return false;
	case INTEREST_LINES: return c->ev.frame_count == 0 || is_for_threads(c);
	case INTEREST_STREAM:
		/* What failed because nothing is there is an event if a line of the learner's did it. */
		return c->ev.frame_count == 0 &&
		       (c->ev.fd_kind == FD_FILE || c->ev.fd_kind == FD_NONE ||
			       c->ev.fd_kind == FD_UNKNOWN);
	}
	return false;
}

static void find_lines(struct stage *s, struct task *t, struct seen_call *c)
{
	struct process *p = t->process;
	bool whole = false;

	c->ev.flags |= CALL_RUNTIME;
	if (!s->lines || !p->space)
		return;
	c->ev.frame_count = lines_of(p->space, t->tid, &c->regs, c->ev.frames, &whole);
	if (c->ev.frame_count) {
		p->been_in_source = true;
		c->ev.flags &= ~CALL_RUNTIME;
	} else if (whole && p->been_in_source && t->tid == p->tgid) {
		/* main() has returned, or it would be on this stack */
		c->ev.flags |= CALL_AT_EXIT;
	}
}

/* Without lines nobody can be told from the C library by them: what is on files is left out then. */
static void weigh(struct stage *s, struct task *t, struct seen_call *c)
{
	if (s->lines)
		arch_read(t->tid, &c->regs);
	if (interests[c->id] == INTEREST_WAIT)
		return;
	find_lines(s, t, c);
	c->worth_event = !is_noise(c);
}

/* ---- recording */

static void record(struct stage *s, struct task *t, struct seen_call *c, uint64_t ended)
{
	struct event ev = {
		.kind = EVENT_CALL,
		.who = t->process->program->who,
		.id = c->event,
		.t0 = c->began,
		.t1 = ended,
		.call = c->ev,
	};

	ev.call.pid = t->process->inner;
	ev.call.tid = t->inner;
	if (ev.call.raw_addr.at)
		ev.call.raw_addr.at = c->raw; /* the struct may have moved */
	if (s->calls_seen > CALLS_WHOLE)
		ev.call.data.len = min_size(ev.call.data.len, DATA_LATER);
	c->event = stage_record(s, &ev);
}

/* A program that spins makes the same call with the same result for ever: a hundred of them tell enough. */
static bool is_repeat(struct task *t, const struct seen_call *c)
{
	uint64_t sign = c->ip ^ (uint64_t)c->id << 32 ^ (uint64_t)c->ev.ret << 40 ^
			(uint64_t)c->ev.err << 56 ^ c->arg[0] << 8 ^ c->arg[2] << 16;
	bool moved = c->ev.ret > 0 && calls[c->id].moves != CALL_MOVES_NOTHING &&
		     calls[c->id].shape != BUFFER_POLL;

	if (sign != t->last_sign || moved) {
		t->last_sign = sign;
		t->repeats = 0;
		return false;
	}
	return ++t->repeats > REPEATS_MAX;
}

static void note_repeat(struct stage *s, bool repeat)
{
	uint64_t now = manager_age(s);

	if (repeat && s->repeated_at && now - s->repeated_at < REPEAT_GAP_NS) {
		s->repeats_ns += now - s->repeated_at;
		s->own_time = s->own_before;
	}
	s->repeated_at = repeat ? now : 0;
	s->own_before = s->own_time;
}

/* True if it may be left out of the timeline, which must stay of a size that can be kept. */
static bool is_surplus(struct stage *s, struct task *t, const struct seen_call *c)
{
	bool repeat = is_repeat(t, c);

	note_repeat(s, repeat);
	if (c->event || never_returns(c->id))
		return false;
	if (!repeat && s->calls_seen++ < CALLS_MAX)
		return false;
	s->calls_left_out++;
	return true;
}

static void record_unfinished(struct stage *s, struct task *t, struct seen_call *c)
{
	if (c->event || c->began == 0)
		return;
	if (!c->worth_event) {
		find_lines(s, t, c); /* it sleeps: its stack is as it was */
		c->worth_event = true;
	}
	c->ev.flags |= CALL_UNFINISHED;
	record(s, t, c, 0);
	c->ev.flags &= ~CALL_UNFINISHED;
}

void calls_record_unfinished(struct stage *s, struct task *t)
{
	if (!t->process || !t->process->executed)
		return;
	for (int i = 0; i < t->suspended_count; i++)
		record_unfinished(s, t, &t->suspended[i]);
	if (t->in_call)
		record_unfinished(s, t, &t->call);
}

/* ---- what calls do to the process */

static void note_handler(struct task *t, const struct seen_call *c)
{
	uint64_t action[2]; /* struct kernel_sigaction begins with the handler and the flags */
	int64_t signal = c->ev.arg[0];
	struct handler *h;

	if (signal < 1 || signal >= SIGNALS || c->arg[1] == 0 ||
		!memory_read(t->tid, c->arg[1], action, sizeof action))
		return;
	h = &t->process->handlers[signal];
	h->set = action[0] > 1; /* neither SIG_DFL nor SIG_IGN */
	h->restarts = action[1] & SA_RESTART_FLAG;
	h->learners = c->ev.frame_count > 0;
}

static uint64_t after(struct stage *s, uint64_t seconds, uint64_t ns, bool again)
{
	if (again)
		return UINT64_MAX;
	return seconds || ns ? stage_now(s) + seconds * 1000000000 + ns : 0;
}

static void note_timer(struct stage *s, struct task *t, const struct seen_call *c)
{
	struct process *p = t->process;
	/* each begins with the interval, then comes the first time */
	struct itimerval old;
	struct itimerspec spec;
	bool old_kind = c->id == CALL_SETITIMER;
	uint64_t at = old_kind ? c->arg[1] : c->arg[2];

	if (c->id == CALL_ALARM) {
		p->timer_until = after(s, c->arg[0], 0, false);
	} else if (old_kind && memory_read(t->tid, at, &old, sizeof old)) {
		p->timer_until = after(s, old.it_value.tv_sec, old.it_value.tv_usec * 1000,
			old.it_interval.tv_sec || old.it_interval.tv_usec);
	} else if (!old_kind && memory_read(t->tid, at, &spec, sizeof spec)) {
		/* A time of the clock's own is treated as one that may come at any moment. */
		bool absolute = c->arg[1] & TIMER_ABSTIME;

		p->timer_until = after(s, spec.it_value.tv_sec, spec.it_value.tv_nsec,
			absolute || spec.it_interval.tv_sec || spec.it_interval.tv_nsec);
		if (!spec.it_value.tv_sec && !spec.it_value.tv_nsec)
			p->timer_until = 0;
	}
}

static bool sets_timer(enum call_id id)
{
	return id == CALL_ALARM || id == CALL_SETITIMER || id == CALL_TIMER_SETTIME ||
	       id == CALL_TIMERFD_SETTIME;
}

/* Calls after which sockets are in another state than before. */
static bool turns_sockets(enum call_id id)
{
	static const bool turns[CALL_COUNT] = {
		[CALL_SOCKET] = true,
		[CALL_BIND] = true,
		[CALL_LISTEN] = true,
		[CALL_ACCEPT] = true,
		[CALL_ACCEPT4] = true,
		[CALL_CONNECT] = true,
		[CALL_CLOSE] = true,
		[CALL_SHUTDOWN] = true,
	};

	return turns[id];
}

static void note_sockets(struct stage *s, struct task *t, const struct seen_call *c)
{
	const struct known_socket *k = sockets_find(&s->sockets, c->ev.inode);

	if (k)
		watched_socket(s, k);
	if (turns_sockets(c->id))
		s->sample = true;
	/* What is written to anything but a socket may have been output. */
	if (!k && calls[c->id].moves == CALL_MOVES_OUT)
		t->process->program->unread = true;
}

static void note_effects(struct stage *s, struct task *t, const struct seen_call *c)
{
	if (c->ev.err)
		return;
	if (sets_timer(c->id))
		note_timer(s, t, c);
}

static bool closes(enum call_id id)
{
	return id == CALL_CLOSE || id == CALL_DUP2 || id == CALL_DUP3 || id == CALL_EXECVE ||
	       id == CALL_EXECVEAT;
}

/* ---- entry */

static bool same_call(const struct seen_call *old, const struct seen_call *c)
{
	return c->id == CALL_RESTART_SYSCALL ||
	       (old->id == c->id && old->ip == c->ip &&
		       memcmp(old->arg, c->arg, sizeof c->arg) == 0);
}

/* A call that was interrupted goes on: it is one call for the learner, with one beginning. */
static bool resume_suspended(struct task *t, struct seen_call *fresh)
{
	struct seen_call *old;

	if (t->suspended_count == 0)
		return false;
	old = &t->suspended[t->suspended_count - 1];
	if (!same_call(old, fresh))
		return false;
	t->suspended_count--;
	seen_call_drop(fresh);
	t->call = *old;
	t->call.restart = 0;
	*old = (struct seen_call){ 0 };
	return true;
}

void calls_begin(struct stage *s, struct task *t)
{
	struct seen_call *c = &t->call;

	c->began = stage_now(s);
	if (!never_returns(c->id))
		return;
	if (c->worth_event)
		record(s, t, c, c->began);
	t->in_call = false;
	t->leaving = c->id == CALL_EXIT;
}

/* Of the linker's nothing is told, and of a sanitizer's what it writes and whatever is no mere reading
 * of files: known by where the call is made, without asking for what is behind descriptors or stacks. */
static bool is_runtimes_own(struct space *space, const struct seen_call *c)
{
	if (!space)
		return false;
	if (space_in_linker(space, c->ip))
		return true;
	return (interests[c->id] == INTEREST_STREAM || interests[c->id] == INTEREST_LINES) &&
	       calls[c->id].moves != CALL_MOVES_OUT && space_in_sanitizer(space, c->ip);
}

/* At the first call that is not the linker's. */
static void see_runtimes(struct stage *s, struct process *process)
{
	struct program *p = process->program;
	struct runtimes real;

	p->runtimes_seen = true;
	space_runtimes(process->space, &real);
	if (!p->passing) {
		runtimes_learn(sandbox_program_fd(s->sandbox, p->path), &real);
	} else if (!runtimes_hold(&p->runtimes, &real)) {
		/* Some of its own calls may have gone by. */
		runtimes_distrust(sandbox_program_fd(s->sandbox, p->path));
		manager_trouble(s, "the program's libraries are not where they were in its last "
				   "run; check it again");
	}
}

enum call_goes calls_enter(
	struct stage *s, struct task *t, uint64_t number, const uint64_t args[6], uint64_t ip)
{
	struct seen_call *c = &t->call;

	seen_call_drop(c);
	t->in_call = false;
	c->id = arch_call_id(number);
	if (c->id == CALL_COUNT || !t->process || !t->process->executed)
		return CALL_GOES_ON;
	c->ip = ip;
	if (!t->process->program->runtimes_seen && t->process->leader && t->process->space &&
		!space_in_linker(t->process->space, ip))
		see_runtimes(s, t->process);
	decode_args(c, args);
	if (closes(c->id))
		fd_forget(t->process);
	if (resume_suspended(t, c)) {
		t->in_call = true;
		return CALL_GOES_ON;
	}
	if (is_runtimes_own(t->process->space, c))
		return CALL_GOES_ON;
	decode_entry(s, t, c);
	if (closes(c->id))
		fd_forget(t->process); /* its exit may not be worth looking at */
	weigh(s, t, c);
	if (c->id == CALL_RT_SIGACTION)
		note_handler(t, c); /* it does not fail, where it could matter */
	if (!c->worth_event && interests[c->id] != INTEREST_WAIT)
		return CALL_GOES_ON;
	t->in_call = true;
	if (s->storm.kind && storm_entry(s, t))
		return CALL_HELD;
	calls_begin(s, t);
	return CALL_GOES_ON;
}

/* ---- exit */

static bool is_restart(int64_t result)
{
	return result == -ERESTARTSYS || result == -ERESTARTNOINTR || result == -ERESTARTNOHAND ||
	       result == -ERESTART_RESTARTBLOCK;
}

static void suspend(struct task *t, int restart)
{
	struct seen_call *c = &t->call;

	c->restart = restart;
	c->ev.flags |= CALL_INTERRUPTED;
	if (t->suspended_count ==
		SUSPENDED_MAX) { /* handlers within handlers: the outermost is let go */
		seen_call_drop(&t->suspended[0]);
		memmove(t->suspended, t->suspended + 1,
			sizeof t->suspended[0] * --t->suspended_count);
	}
	t->suspended[t->suspended_count++] = *c;
	*c = (struct seen_call){ 0 };
}

static void finish(
	struct stage *s, struct task *t, struct seen_call *c, int64_t result, uint64_t now)
{
	if (closes(c->id))
		fd_forget(t->process); /* it was asked about at the entry */
	decode_exit(s, t, c, result);
	if (c->worth_event) {
		if (!is_surplus(s, t, c))
			record(s, t, c, now);
		note_sockets(s, t, c);
	}
	note_effects(s, t, c);
	seen_call_drop(c);
}

bool calls_leave(struct stage *s, struct task *t, int64_t result, uint64_t now)
{
	struct seen_call *c = &t->call;
	bool told = c->worth_event;

	t->in_call = false;
	if (s->storm.kind)
		storm_exit(s, t);
	if (is_restart(result)) {
		suspend(t, -result);
		return false;
	}
	finish(s, t, c, result, now);
	return told;
}

static bool begins_again(const struct seen_call *c, const struct handler *h)
{
	if (!h->set || c->restart == ERESTARTNOINTR)
		return true;
	return c->restart == ERESTARTSYS && h->restarts;
}

void calls_interrupted(struct stage *s, struct task *t, int signal)
{
	struct seen_call *c;

	if (t->suspended_count == 0 || signal < 1 || signal >= SIGNALS)
		return;
	c = &t->suspended[t->suspended_count - 1];
	if (c->restart == 0 || begins_again(c, &t->process->handlers[signal])) {
		c->restart = 0;
		return;
	}
	t->suspended_count--;
	finish(s, t, c, -EINTR, stage_now(s));
}
