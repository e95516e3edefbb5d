// SPDX-License-Identifier: MIT
#include "stage/quiet.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage/manager.h"

/* ---- what a call waits for */

enum timeout {
	NEVER_WAITS,
	NO_TIMEOUT, /* it waits for others */
	ON_SOCKET,  /* ... unless its socket has a timeout */
	INT_MS,	    /* the argument is milliseconds, negative: no timeout */
	POINTER,    /* the argument points to a timeout, NULL: none */
	NO_HANG,    /* the argument has flags, WNOHANG among them */
	SLEEPS,	    /* it always ends by itself */
	FUTEX,
	LOCK, /* fcntl(F_SETLKW) */
};

static const struct {
	enum timeout kind;
	int arg;
	bool writes; /* ON_SOCKET: the timeout is that of sending */
} rows[CALL_COUNT] = {
	[CALL_READ] = { ON_SOCKET },
	[CALL_READV] = { ON_SOCKET },
	[CALL_RECVFROM] = { ON_SOCKET },
	[CALL_RECVMSG] = { ON_SOCKET },
	[CALL_RECVMMSG] = { POINTER, 4 },
	[CALL_ACCEPT] = { ON_SOCKET },
	[CALL_ACCEPT4] = { ON_SOCKET },
	[CALL_WRITE] = { ON_SOCKET, .writes = true },
	[CALL_WRITEV] = { ON_SOCKET, .writes = true },
	[CALL_SENDTO] = { ON_SOCKET, .writes = true },
	[CALL_SENDMSG] = { ON_SOCKET, .writes = true },
	[CALL_SENDMMSG] = { ON_SOCKET, .writes = true },
	[CALL_SENDFILE] = { ON_SOCKET, .writes = true },
	[CALL_SPLICE] = { ON_SOCKET },
	[CALL_CONNECT] = { ON_SOCKET, .writes = true },
	[CALL_CLOSE] = { SLEEPS }, /* SO_LINGER */
	[CALL_POLL] = { INT_MS, 2 },
	[CALL_PPOLL] = { POINTER, 2 },
	[CALL_SELECT] = { POINTER, 4 },
	[CALL_PSELECT6] = { POINTER, 4 },
	[CALL_EPOLL_WAIT] = { INT_MS, 3 },
	[CALL_EPOLL_PWAIT] = { INT_MS, 3 },
	[CALL_EPOLL_PWAIT2] = { POINTER, 3 },
	[CALL_WAIT4] = { NO_HANG, 2 },
	[CALL_WAITID] = { NO_HANG, 3 },
	[CALL_PAUSE] = { NO_TIMEOUT },
	[CALL_RT_SIGSUSPEND] = { NO_TIMEOUT },
	[CALL_RT_SIGTIMEDWAIT] = { POINTER, 2 },
	[CALL_NANOSLEEP] = { SLEEPS },
	[CALL_CLOCK_NANOSLEEP] = { SLEEPS },
	[CALL_RESTART_SYSCALL] = { SLEEPS },
	[CALL_FUTEX] = { FUTEX },
	[CALL_FCNTL] = { LOCK },
	[CALL_VFORK] = { NO_TIMEOUT }, /* until the child executes or ends */
	[CALL_CLONE] = { NO_TIMEOUT },
	[CALL_CLONE3] = { NO_TIMEOUT },
};

static bool socket_times_out(const struct stage *s, const struct seen_call *c)
{
	const struct known_socket *k = sockets_find(&s->sockets, c->ev.inode);

	return k && (rows[c->id].writes ? k->writes_time_out : k->reads_time_out);
}

static enum waits futex_waits(const struct seen_call *c)
{
	switch (c->arg[1] & FUTEX_CMD_MASK) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
	case FUTEX_WAIT_REQUEUE_PI: return c->arg[3] ? WAITS_FOR_TIMER : WAITS_FOR_OTHERS;
	default: return WAITS_NOT;
	}
}

static enum waits timer_if(bool timer)
{
	return timer ? WAITS_FOR_TIMER : WAITS_FOR_OTHERS;
}

enum waits quiet_waits(const struct stage *s, const struct task *t)
{
	const struct seen_call *c = &t->call;
	uint64_t arg = c->arg[rows[c->id].arg];

	switch (rows[c->id].kind) {
	case NEVER_WAITS: return WAITS_NOT;
	case NO_TIMEOUT: return WAITS_FOR_OTHERS;
	case ON_SOCKET: return timer_if(socket_times_out(s, c));
	case INT_MS: return timer_if((int32_t)arg >= 0);
	case POINTER: return timer_if(arg != 0);
	case NO_HANG: return arg & WNOHANG ? WAITS_NOT : WAITS_FOR_OTHERS;
	case SLEEPS: return WAITS_FOR_TIMER;
	case FUTEX: return futex_waits(c);
	case LOCK:
		return (int)c->arg[1] == F_SETLKW || (int)c->arg[1] == F_OFD_SETLKW
			       ? WAITS_FOR_OTHERS
			       : WAITS_NOT;
	}
	return WAITS_NOT;
}

/* ---- tasks */

enum { PLACELESS_NS = 20000000 };

/* What all of them together wait for, by our own books. */
static enum waits all_wait(const struct stage *s)
{
	enum waits all = WAITS_FOR_OTHERS;

	for (size_t i = 0; i < s->tasks.count; i++) {
		const struct task *t = s->tasks.list[i];
		enum waits one;

		if (t->stopped || t->held || t->leaving)
			continue; /* until somebody lets it go on; or all_sleep() looks after it */
		if (!t->in_call || !t->process || t->newborn)
			return WAITS_NOT;
		one = quiet_waits(s, t);
		if (one == WAITS_NOT)
			return WAITS_NOT;
		if (one == WAITS_FOR_TIMER || t->process->timer_until > stage_now(s))
			all = WAITS_FOR_TIMER;
	}
	return all;
}

/* A file of /proc/TID, opened once and read from its beginning each time. */
static bool read_file_of(
	struct stage *s, const struct task *t, const char *name, int *fd, char *text, size_t size)
{
	char path[32];
	ssize_t n;

	if (*fd < 0) {
		snprintf(path, sizeof path, "%d/%s", (int)t->tid, name);
		*fd = openat(s->proc, path, O_RDONLY | O_CLOEXEC);
	}
	n = *fd < 0 ? -1 : pread(*fd, text, size - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* Until a child that shares its memory executes or ends, a parent is in a sleep that nothing interrupts. */
static bool waits_for_child(const struct task *t)
{
	enum call_id id = t->call.id;

	return t->in_call && (id == CALL_VFORK || id == CALL_CLONE || id == CALL_CLONE3);
}

/* A first thread is a zombie until the others have ended; one that executes another program is gone, and is the first thread now. */
static bool is_dead(char state)
{
	return state == 'Z' || state == 'X' || state == '\0';
}

static bool is_at_rest(const struct task *t, char state)
{
	if (t->stopped)
		return state == 't' || state == 'T'; /* or it has been told to go on */
	return state == 'S' || (state == 'D' && waits_for_child(t));
}

/* How long it ran, and how long it wanted to. */
struct schedstat {
	uint64_t ran, waited;
};

static struct schedstat parse_schedstat(const char *text)
{
	char *end;
	uint64_t ran = strtoull(text, &end, 10);

	return (struct schedstat){ ran, strtoull(end, NULL, 10) };
}

static struct schedstat schedstat_of(struct stage *s, struct task *t)
{
	char text[128];

	read_file_of(s, t, "schedstat", &t->schedstat, text, sizeof text);
	return parse_schedstat(text);
}

uint64_t quiet_spent(struct stage *s, struct task *t)
{
	return schedstat_of(s, t).ran;
}

uint64_t quiet_delayed(struct stage *s, struct task *t)
{
	return schedstat_of(s, t).waited;
}

uint64_t quiet_delayed_here(const struct stage *s)
{
	AUTO(closep) int fd = openat(s->proc, "self/schedstat", O_RDONLY | O_CLOEXEC);
	char text[128];
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	text[n > 0 ? n : 0] = '\0';
	return parse_schedstat(text).waited;
}

/* The state alone can't be trusted: a task that is on its way to sleep says so before it looks whether it need, and may be interrupted there. Where
 * it sleeps is told only once it is off the processor's queue. */
static bool has_place(struct stage *s, struct task *t)
{
	char text[64];

	return read_file_of(s, t, "wchan", &t->wchan, text, sizeof text) && strcmp(text, "0") != 0;
}

/* Asleep for so long, without running and without a place: this kernel doesn't tell. */
static void doubt_places(struct stage *s, struct task *t)
{
	uint64_t now = stage_now(s), spent = quiet_spent(s, t);

	if (t->unplaced_since == 0 || t->unplaced_spent != spent) {
		t->unplaced_since = now;
		t->unplaced_spent = spent;
	} else if (now - t->unplaced_since > PLACELESS_NS) {
		s->no_wchan = true;
	}
}

static char state_of(struct stage *s, struct task *t)
{
	char text[512];
	const char *name_end;

	if (!read_file_of(s, t, "stat", &t->stat, text, sizeof text))
		return '\0';
	name_end = strrchr(text, ')'); /* the name may have anything in it */
	return name_end ? name_end[2] : '\0';
}

bool quiet_sleeps(struct stage *s, struct task *t)
{
	bool placed = !t->in_call || s->no_wchan || has_place(s, t);
	char state = state_of(s, t);

	/* Who was the only task of its process will be reported any moment. */
	if (is_dead(state))
		return t->process && t->process->tasks > 1;
	if (!t->in_call && !t->leaving && !t->stopped)
		return false;
	if (!is_at_rest(t, state))
		return false;
	if (!placed)
		doubt_places(s, t);
	else
		t->unplaced_since = 0;
	return placed;
}

bool quiet_somebody_computes(const struct stage *s)
{
	bool any = false;

	for (size_t i = 0; i < s->tasks.count; i++) {
		const struct task *t = s->tasks.list[i];

		if (t->ready || t->reported)
			return false; /* it waits for its turn, which may come as soon as the other sleeps */
		any |= !t->in_call && !t->stopped && !t->held && !t->leaving && !t->newborn;
	}
	return any;
}

bool quiet_calls_sleep(struct stage *s)
{
	for (size_t i = 0; i < s->tasks.count; i++) {
		struct task *t = s->tasks.list[i];

		if (!t->in_call && t->call.id == CALL_EXIT_GROUP)
			return false; /* its sockets are being closed: its end comes next */
		if (t->in_call && !t->held && !t->stopped && !quiet_sleeps(s, t))
			return false;
	}
	return true;
}

static uint64_t number_after(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/* Sleeping, and how often it has been put to sleep or made to wait so far. */
static bool sleeps_soundly(struct stage *s, struct task *t, uint64_t *switches)
{
	char text[4096];
	const char *state;

	*switches = 0;
	if (!read_file_of(s, t, "status", &t->status, text, sizeof text))
		return true; /* gone */
	state = strstr(text, "\nState:\t");
	*switches = number_after(text, "\nvoluntary_ctxt_switches:") +
		    number_after(text, "\nnonvoluntary_ctxt_switches:");
	if (!state)
		return false;
	state += strlen("\nState:\t");
	return is_dead(*state) || is_at_rest(t, *state);
}

/* Of all of them together; the sum differs as soon as one of them has run in between. */
static bool all_sleep(struct stage *s, uint64_t *sum)
{
	*sum = s->tasks.count;
	for (size_t i = 0; i < s->tasks.count; i++) {
		struct task *t = s->tasks.list[i];
		uint64_t switches;

		if (t->held)
			continue;
		if (!quiet_sleeps(s, t) || !sleeps_soundly(s, t, &switches))
			return false;
		*sum += switches;
	}
	return true;
}

static bool nothing_to_wait_for(void)
{
	siginfo_t info = { 0 };

	return waitid(P_ALL, 0, &info, __WALL | WNOHANG | WNOWAIT | WEXITED | WSTOPPED) != 0 ||
	       info.si_pid == 0;
}

/* ---- the network */

enum { MARKS_MAX = 16 };

/* True if a mark of ours went round with nothing before it: then no packet is between two sockets of this processor. */
static bool wire_is_empty(struct stage *s)
{
	for (int i = 0; i < MARKS_MAX; i++) {
		size_t passed;

		if (!capture_mark(&s->capture))
			return false;
		passed = manager_packets(s);
		if (!capture_marked(&s->capture))
			return false; /* deliveries are being put off: epoll will tell */
		if (passed == 0)
			return true;
	}
	return false;
}

/* ---- all together */

static bool streams_are_read(struct stage *s)
{
	bool any = false;

	for (size_t i = 0; i < s->program_count; i++)
		any |= output_drain(s, s->programs[i]);
	return !any;
}

/* Deliveries can be known only where all that happens happens on one processor. */
static bool knows_deliveries(const struct stage *s)
{
	return s->capture.fd >= 0 && s->config.cpu >= 0;
}

enum quiet quiet_look(struct stage *s)
{
	enum waits waits = all_wait(s);
	bool known = knows_deliveries(s);
	enum net_rest net;
	uint64_t sum;

	if (waits == WAITS_NOT)
		return QUIET_NOT;
	if (known && !wire_is_empty(s))
		return QUIET_SOON;
	watched_sample(s);
	net = watched_rest(s, known);
	if (net == NET_MOVES)
		return QUIET_SOON;
	if (!all_sleep(s, &sum))
		return QUIET_SOON;
	/* Where it isn't told where they sleep, they must still do so when they have had time to run. */
	if (s->no_wchan && s->tasks.count > 0 && s->slept_sum != sum) {
		s->slept_sum = sum;
		return QUIET_SOON;
	}
	if (!nothing_to_wait_for())
		return QUIET_NOT;
	if (!streams_are_read(s))
		return QUIET_NOT;
	return waits == WAITS_FOR_TIMER || net == NET_TIMER ? QUIET_BY_TIMER : QUIET_FOR_EVER;
}
