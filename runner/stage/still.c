// SPDX-License-Identifier: MIT
#include "stage/still.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "stage/arch.h"
#include "stage/manager.h"

enum {
	REST_NS = 4000000, /* so long they sleep before a next piece comes */
	FOR_EVER_NS =
		40000000, /* and so long before it is for ever: what is on its way has come by then */
	PROCESSES_MAX = 256,
};

struct look {
	struct stage *s;
	pid_t processes[PROCESSES_MAX];
	size_t count;
	uint64_t sum;
	bool runs;
	enum waits waits;
};

static void read_text(const struct stage *s, const char *path, char *text, size_t size)
{
	AUTO(closep) int fd = openat(s->proc, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	text[n > 0 ? n : 0] = '\0';
}

static uint64_t number_after(const char *text, const char *key, int base)
{
	const char *at = strstr(text, key);

	return at ? strtoull(at + strlen(key), NULL, base) : 0;
}

/* ---- what a task waits for */

static bool times_out(const struct seen_call *c, pid_t process)
{
	AUTO(closep) int pidfd = (int)syscall(SYS_pidfd_open, process, 0);
	AUTO(closep)
	int fd = pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, pidfd, (int)c->arg[0], 0);
	static const int names[] = { SO_RCVTIMEO, SO_SNDTIMEO };

	for (size_t i = 0; fd >= 0 && i < ARRAY_LEN(names); i++) {
		struct timeval t = { 0 };
		socklen_t len = sizeof t;

		getsockopt(fd, SOL_SOCKET, names[i], &t, &len);
		if (t.tv_sec || t.tv_usec)
			return true;
	}
	return fd < 0; /* nobody knows */
}

/* "0 0x3 0x7ffc... ...": the call's number and its arguments; "running", or nothing, where that may not be known. */
static bool read_call(const char *text, struct seen_call *c)
{
	char *at;
	long number = strtol(text, &at, 10);

	if (at == text)
		return false;
	c->id = arch_call_id(number);
	for (int i = 0; i < 6; i++)
		c->arg[i] = strtoull(at, &at, 16);
	return c->id != CALL_COUNT;
}

static enum waits waits_of(struct look *l, pid_t process, const char *text)
{
	struct task t = { 0 };
	enum waits waits;

	if (!read_call(text, &t.call))
		return WAITS_FOR_TIMER;
	waits = quiet_waits(l->s, &t);
	if (waits != WAITS_FOR_OTHERS || calls[t.call.id].fd < 0)
		return waits;
	return times_out(&t.call, process) ? WAITS_FOR_TIMER : waits;
}

static void look_at_task(struct look *l, pid_t process, const char *tid)
{
	char path[80], text[4096];
	const char *state;
	enum waits waits;

	snprintf(path, sizeof path, "%d/task/%.16s/status", (int)process, tid);
	read_text(l->s, path, text, sizeof text);
	state = strstr(text, "\nState:\t");
	if (!state || state[8] == 'Z' || state[8] == 'X')
		return;
	l->sum += strtoull(tid, NULL, 10) + number_after(text, "\nvoluntary_ctxt_switches:", 10) +
		  number_after(text, "\nnonvoluntary_ctxt_switches:", 10);
	if (state[8] != 'S' && state[8] != 'T') {
		l->runs = true;
		return;
	}
	if (number_after(text, "\nSigCgt:", 16) >> (SIGALRM - 1) & 1)
		l->waits = WAITS_FOR_TIMER;
	snprintf(path, sizeof path, "%d/task/%.16s/syscall", (int)process, tid);
	read_text(l->s, path, text, sizeof text);
	waits = waits_of(l, process, text);
	l->runs |= waits == WAITS_NOT;
	if (waits == WAITS_FOR_TIMER)
		l->waits = waits;
}

/* ---- all of them */

static void add_process(struct look *l, pid_t pid)
{
	if (l->count < PROCESSES_MAX)
		l->processes[l->count++] = pid;
	else
		l->waits = WAITS_FOR_TIMER; /* they are not all looked at */
}

static void add_children(struct look *l, pid_t process, const char *tid)
{
	char path[80], text[4096];

	snprintf(path, sizeof path, "%d/task/%.16s/children", (int)process, tid);
	read_text(l->s, path, text, sizeof text);
	for (char *at = text, *end; strtol(at, &end, 10) > 0; at = end)
		add_process(l, (pid_t)strtol(at, NULL, 10));
}

static void look_at_process(struct look *l, pid_t process)
{
	char path[32];
	DIR *dir;
	int fd;

	snprintf(path, sizeof path, "%d/task", (int)process);
	fd = openat(l->s->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		closep(&fd);
		return;
	}
	for (struct dirent *e; (e = readdir(dir));)
		if (*e->d_name != '.') {
			look_at_task(l, process, e->d_name);
			add_children(l, process, e->d_name);
		}
	closedir(dir);
}

/* A timer may be a descriptor too. */
static bool has_timer(const struct stage *s, pid_t process)
{
	char path[32], target[64];
	bool found = false;
	DIR *dir;
	int fd;

	snprintf(path, sizeof path, "%d/timers", (int)process);
	read_text(s, path, target, sizeof target);
	snprintf(path, sizeof path, "%d/fd", (int)process);
	fd = openat(s->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		closep(&fd);
		return true;
	}
	found = *target;
	for (struct dirent *e; !found && (e = readdir(dir));) {
		ssize_t n = readlinkat(dirfd(dir), e->d_name, target, sizeof target - 1);

		target[n > 0 ? n : 0] = '\0';
		found = strstr(target, "timerfd") != NULL;
	}
	closedir(dir);
	return found;
}

static bool is_for_ever(const struct look *l)
{
	if (l->waits != WAITS_FOR_OTHERS)
		return false;
	for (size_t i = 0; i < l->count; i++)
		if (has_timer(l->s, l->processes[i]))
			return false;
	for (size_t i = 0; i < l->s->program_count; i++)
		if (output_drain(l->s, l->s->programs[i]))
			return false;
	watched_sample(l->s);
	return watched_rest(l->s, false) == NET_RESTS;
}

static void find_processes(struct look *l, int who)
{
	for (size_t i = 0; i < l->s->program_count; i++)
		if (l->s->programs[i]->pid > 0 &&
			(who == STILL_ALL || l->s->programs[i]->who == who))
			add_process(l, l->s->programs[i]->pid);
	for (size_t i = 0; i < l->count; i++) /* grows by their children */
		look_at_process(l, l->processes[i]);
}

size_t still_processes(struct stage *s, int who, pid_t *out, size_t max)
{
	struct look l = { .s = s };
	size_t count;

	find_processes(&l, who);
	count = min_size(l.count, max);
	memcpy(out, l.processes, count * sizeof *out);
	return count;
}

enum quiet still_look(struct stage *s)
{
	struct look l = { .s = s, .waits = WAITS_FOR_OTHERS };
	uint64_t now = manager_age(s), slept;

	find_processes(&l, STILL_ALL);
	l.sum += l.count;
	if (l.runs || l.sum != s->still.sum || s->still.since < s->active_at) {
		s->still = (struct still){ .sum = l.sum, .since = now };
		manager_stirs(s);
		return l.runs ? QUIET_NOT : QUIET_SOON;
	}
	slept = now - s->still.since;
	if (slept < REST_NS)
		return QUIET_SOON;
	return slept > FOR_EVER_NS && is_for_ever(&l) ? QUIET_FOR_EVER : QUIET_BY_TIMER;
}
