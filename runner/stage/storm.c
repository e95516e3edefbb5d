// SPDX-License-Identifier: MIT
#include "stage/storm.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stage/decode.h"
#include "stage/manager.h"
#include "stage/quiet.h"
#include "stage/tracer.h"
#include "stage/tracer_calls.h"

/* As enum storm of course/script.h, which is above us. */
enum { STORM_NONE, STORM_SHORT, STORM_INTERRUPT, STORM_DELAY, STORM_PARTIAL };

void storm_start(struct storm *st, int kind, uint64_t seed)
{
	*st = (struct storm){ .kind = kind, .dice = dice_from(seed, "storm") };
}

static void act(struct stage *s, struct task *t, const char *what)
{
	struct seen_call *c = &t->call;

	s->storm.acts++;
	c->ev.flags |= CALL_STORM;
	manager_note(
		s, t->process->program->who, "storm: %s %s", calls_name(c->id, c->ev.arg), what);
}

/* ---- short, partial: a stream is read and written in pieces */

static bool is_stream(const struct seen_call *c)
{
	return c->ev.fd_kind == FD_TCP || c->ev.fd_kind == FD_LOCAL_STREAM;
}

/* Who asks how much there is, or says how much it must be, has the kernel's word on the next read. */
static bool gets_word(const struct seen_call *c)
{
	switch (c->id) {
	case CALL_RECVFROM: return c->arg[3] & MSG_PEEK;
	case CALL_RECVMSG: return c->arg[2] & MSG_PEEK;
	case CALL_IOCTL: return c->arg[1] == FIONREAD;
	case CALL_SETSOCKOPT: return c->arg[1] == SOL_SOCKET && c->arg[2] == SO_RCVLOWAT;
	default: return false;
	}
}

/* Edge-triggered, a short count means that there is no more: epoll(7) says so. */
static bool wants_edges(const struct task *t)
{
	struct epoll_event ev = { 0 };

	return t->call.id == CALL_EPOLL_CTL && t->call.arg[3] &&
	       memory_read(t->tid, t->call.arg[3], &ev, sizeof ev) && ev.events & EPOLLET;
}

static void note_promises(struct stage *s, struct task *t)
{
	struct known_socket *k = sockets_find(&s->sockets, t->call.ev.inode);

	if (k && (gets_word(&t->call) || wants_edges(t)))
		k->promised = true;
}

/* From /proc/TID/fdinfo: a descriptor that the kernel must not let its program wait for. */
static bool never_waits(const struct stage *s, const struct task *t)
{
	char path[48], text[128];
	AUTO(closep) int fd = -1;
	const char *flags;
	ssize_t n;

	snprintf(path, sizeof path, "%d/fdinfo/%d", (int)t->tid, t->call.ev.fd);
	fd = openat(s->proc, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	flags = strstr(text, "flags:");
	return flags && strtoul(flags + strlen("flags:"), NULL, 8) & O_NONBLOCK;
}

/* Who asks for all of it, or only looks, is told no less. */
static bool can_read_less(const struct stage *s, const struct seen_call *c)
{
	const struct known_socket *k = sockets_find(&s->sockets, c->ev.inode);
	int whole = MSG_WAITALL | MSG_PEEK | MSG_OOB | MSG_TRUNC;

	if (k && k->promised)
		return false;
	return c->id == CALL_READ || (c->id == CALL_RECVFROM && !(c->arg[3] & whole));
}

/* The kernel takes all of a write that may wait; of one that may not, what it has room for. Only where a lesson is about that, and says so,
 * is a write cut that might have waited. */
static bool can_write_less(const struct stage *s, const struct task *t)
{
	const struct seen_call *c = &t->call;
	const struct known_socket *k = sockets_find(&s->sockets, c->ev.inode);

	if (c->id != CALL_WRITE && (c->id != CALL_SENDTO || c->arg[3] & MSG_OOB))
		return false;
	if (s->storm.kind == STORM_PARTIAL)
		return true;
	if (k && k->promised)
		return false;
	return (c->id == CALL_SENDTO && c->arg[3] & MSG_DONTWAIT) || never_waits(s, t);
}

static bool can_be_cut(const struct stage *s, const struct task *t)
{
	const struct seen_call *c = &t->call;

	if (!is_stream(c) || c->arg[2] < 2)
		return false;
	return (s->storm.kind == STORM_SHORT && can_read_less(s, c)) || can_write_less(s, t);
}

static void cut(struct stage *s, struct task *t)
{
	struct arch_regs regs;
	struct seen_call *c = &t->call;
	/* A buffer is usually larger than what comes: to be felt a piece must be smaller than that. */
	uint32_t most = min_size(c->arg[2] - 1, dice_below(&s->storm.dice, 2) ? 8 : 4096);
	uint64_t len = 1 + dice_below(&s->storm.dice, most);

	if (!can_be_cut(s, t) || !arch_read(t->tid, &regs))
		return;
	arch_set_arg(&regs, 2, len);
	if (!arch_write(t->tid, &regs))
		return;
	c->shortened = true;
	act(s, t, "is cut short");
}

void storm_exit(struct stage *s, struct task *t)
{
	struct arch_regs regs;

	(void)s;
	if (!t->call.shortened || !arch_read(t->tid, &regs))
		return;
	arch_set_arg(&regs, 2, t->call.arg[2]);
	arch_write(t->tid, &regs);
	t->call.shortened = false;
}

/* ---- interrupt: a signal comes while the program waits */

/* It would bring less than it was asked for, if it had to wait meanwhile. */
static bool brings_less(const struct seen_call *c)
{
	if (calls[c->id].moves == CALL_MOVES_OUT || c->id == CALL_SENDFILE || c->id == CALL_SPLICE)
		return true;
	return (c->id == CALL_RECVFROM && c->arg[3] & MSG_WAITALL) ||
	       (c->id == CALL_RECVMSG && c->arg[2] & MSG_WAITALL);
}

/* Calls that a mere stop makes fail, signal(7) says, or come to an end with less: a program without handlers need not know that. */
static bool minds_a_stop(const struct stage *s, const struct task *t)
{
	const struct known_socket *k = sockets_find(&s->sockets, t->call.ev.inode);

	switch (t->call.id) {
	case CALL_EPOLL_WAIT:
	case CALL_EPOLL_PWAIT:
	case CALL_EPOLL_PWAIT2:
	case CALL_RT_SIGTIMEDWAIT:
	case CALL_NANOSLEEP:
	case CALL_CLOCK_NANOSLEEP: return true;
	default: return brings_less(&t->call) || (k && (k->reads_time_out || k->writes_time_out));
	}
}

static size_t tasks_of(const struct stage *s, const struct process *p, bool mind_a_stop)
{
	size_t n = 0;

	for (size_t i = 0; i < s->tasks.count; i++) {
		const struct task *t = s->tasks.list[i];

		n += t->process == p && (!mind_a_stop || (t->in_call && minds_a_stop(s, t)));
	}
	return n;
}

/* A handler for SIGCHLD may come at any time and finds, without children, nothing to do. */
static bool can_take_sigchld(const struct stage *s, const struct process *p)
{
	return p->handlers[SIGCHLD].set && tasks_of(s, p, false) == s->tasks.count;
}

static bool makes_task(enum call_id id)
{
	return id == CALL_CLONE || id == CALL_CLONE3 || id == CALL_FORK || id == CALL_VFORK;
}

static void interrupt(struct stage *s, struct task *t)
{
	struct process *p = t->process;
	bool handled = can_take_sigchld(s, p);

	if (makes_task(t->call.id) || quiet_waits(s, t) != WAITS_FOR_OTHERS ||
		dice_below(&s->storm.dice, 2) == 0)
		return;
	if (!handled && (p->storm_signal || tasks_of(s, p, true) > 0))
		return;
	p->storm_signal = handled ? SIGCHLD : SIGSTOP;
	act(s, t, handled ? "meets a SIGCHLD" : "is stopped and continued");
	kill(p->tgid, p->storm_signal);
}

bool storm_sent(struct stage *s, const struct task *t, int signal)
{
	struct process *p = t->process;

	if (s->storm.kind != STORM_INTERRUPT)
		return false;
	if (p->storm_signal == SIGCHLD && signal == SIGCHLD) {
		p->storm_signal = 0;
		return true;
	}
	if (p->storm_signal == SIGSTOP && signal == SIGCONT)
		p->storm_signal = 0;
	return signal == SIGSTOP || signal == SIGCONT;
}

/* When the whole process has stopped: a stop is of all its threads. */
void storm_stopped(struct stage *s, struct task *t)
{
	struct process *p = t->process;

	if (!p || p->storm_signal != SIGSTOP)
		return;
	for (size_t i = 0; i < s->tasks.count; i++)
		if (s->tasks.list[i]->process == p && !s->tasks.list[i]->stopped)
			return;
	kill(p->tgid, SIGCONT);
}

/* ---- delay: connections pile up */

static bool hold(struct stage *s, struct task *t)
{
	if (t->call.id != CALL_ACCEPT && t->call.id != CALL_ACCEPT4)
		return false;
	t->held = true;
	act(s, t, "is held back");
	return true;
}

bool storm_release(struct stage *s)
{
	bool any = false;

	for (size_t i = 0; i < s->tasks.count; i++) {
		struct task *t = s->tasks.list[i];

		if (!t->held)
			continue;
		t->held = false;
		calls_begin(s, t);
		tracer_resume(s, t, 0);
		any = true;
	}
	return any;
}

/* ---- */

bool storm_entry(struct stage *s, struct task *t)
{
	if (!t->call.worth_event)
		return false;
	switch (s->storm.kind) {
	case STORM_SHORT: note_promises(s, t); /* fall through */
	case STORM_PARTIAL: cut(s, t); return false;
	case STORM_INTERRUPT: interrupt(s, t); return false;
	case STORM_DELAY: return hold(s, t);
	default: return false;
	}
}
