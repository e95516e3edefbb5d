// SPDX-License-Identifier: MIT
#include "timeline/calls.h"

#include <sched.h>
#include <string.h>

/* What a row leaves out is "none": columns where 0 is an argument's number say so here first. */
#define ROW(id, kernel_name, ...)                                                                  \
	[CALL_##id] = { .name = #kernel_name,                                                      \
		.fd = -1,                                                                          \
		.addr = -1,                                                                        \
		.addrlen = -1,                                                                     \
		.buffer = -1,                                                                      \
		.length = -1,                                                                      \
		__VA_ARGS__ }
#define ADDRESS(n)	.addr = n, .addrlen = n + 1
#define ADDRESS_BACK(n) .addr = n, .addrlen = n + 1, .addr_filled = true
#define BUFFER(kind, direction, n)                                                                 \
	.shape = BUFFER_##kind, .moves = CALL_MOVES_##direction, .buffer = n, .length = n + 1
#define SOCKETS .socket_call = true

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#endif
const struct call_row calls[CALL_COUNT] = {
	ROW(SOCKET, socket, SOCKETS),
	ROW(SOCKETPAIR, socketpair, SOCKETS),
	ROW(BIND, bind, .fd = 0, ADDRESS(1), SOCKETS),
	ROW(LISTEN, listen, .fd = 0, SOCKETS),
	ROW(ACCEPT, accept, .fd = 0, ADDRESS_BACK(1), SOCKETS),
	ROW(ACCEPT4, accept4, .fd = 0, ADDRESS_BACK(1), SOCKETS),
	ROW(CONNECT, connect, .fd = 0, ADDRESS(1), SOCKETS),
	ROW(SHUTDOWN, shutdown, .fd = 0, SOCKETS),
	ROW(CLOSE, close, .fd = 0),
	ROW(READ, read, .fd = 0, BUFFER(PLAIN, IN, 1)),
	ROW(WRITE, write, .fd = 0, BUFFER(PLAIN, OUT, 1)),
	ROW(READV, readv, .fd = 0, BUFFER(IOVEC, IN, 1)),
	ROW(WRITEV, writev, .fd = 0, BUFFER(IOVEC, OUT, 1)),
	ROW(SENDTO, sendto, .fd = 0, BUFFER(PLAIN, OUT, 1), ADDRESS(4), SOCKETS),
	ROW(RECVFROM, recvfrom, .fd = 0, BUFFER(PLAIN, IN, 1), ADDRESS_BACK(4), SOCKETS),
	ROW(SENDMSG, sendmsg, .fd = 0, BUFFER(MSGHDR, OUT, 1), .length = -1, SOCKETS),
	ROW(RECVMSG, recvmsg, .fd = 0, BUFFER(MSGHDR, IN, 1), .length = -1, SOCKETS),
	/* of a vector of messages the first is shown: struct mmsghdr begins with its msghdr */
	ROW(SENDMMSG, sendmmsg, .fd = 0, BUFFER(MSGHDR, OUT, 1), .length = -1, SOCKETS),
	ROW(RECVMMSG, recvmmsg, .fd = 0, BUFFER(MSGHDR, IN, 1), .length = -1, SOCKETS),
	ROW(SENDFILE, sendfile, .fd = 0, .length = 3),
	ROW(SPLICE, splice, .fd = 0, .length = 4),
	ROW(SETSOCKOPT, setsockopt, .fd = 0, BUFFER(OPTION, OUT, 3), SOCKETS),
	ROW(GETSOCKOPT, getsockopt, .fd = 0, BUFFER(OPTION, IN, 3), SOCKETS),
	ROW(GETSOCKNAME, getsockname, .fd = 0, ADDRESS_BACK(1), SOCKETS),
	ROW(GETPEERNAME, getpeername, .fd = 0, ADDRESS_BACK(1), SOCKETS),
	ROW(POLL, poll, BUFFER(POLL, IN, 0), SOCKETS),
	ROW(PPOLL, ppoll, BUFFER(POLL, IN, 0), SOCKETS),
	ROW(SELECT, select, SOCKETS),
	ROW(PSELECT6, pselect6, SOCKETS),
	ROW(EPOLL_CREATE1, epoll_create1, SOCKETS),
	ROW(EPOLL_CREATE, epoll_create, SOCKETS),
	/* its third argument is the descriptor it is about; the first is the epoll instance */
	ROW(EPOLL_CTL, epoll_ctl, .fd = 2, SOCKETS),
	ROW(EPOLL_WAIT, epoll_wait, .fd = 0, SOCKETS),
	ROW(EPOLL_PWAIT, epoll_pwait, .fd = 0, SOCKETS),
	ROW(EPOLL_PWAIT2, epoll_pwait2, .fd = 0, SOCKETS),
	ROW(FORK, fork),
	ROW(VFORK, vfork),
	ROW(CLONE, clone),
	ROW(CLONE3, clone3),
	ROW(EXECVE, execve),
	ROW(EXECVEAT, execveat),
	ROW(DUP, dup, .fd = 0),
	ROW(DUP2, dup2, .fd = 0),
	ROW(DUP3, dup3, .fd = 0),
	ROW(FCNTL, fcntl, .fd = 0),
	ROW(IOCTL, ioctl, .fd = 0),
	ROW(PIPE, pipe),
	ROW(PIPE2, pipe2),
	ROW(EXIT, exit),
	ROW(EXIT_GROUP, exit_group),
	ROW(KILL, kill),
	ROW(TKILL, tkill),
	ROW(TGKILL, tgkill),
	ROW(NANOSLEEP, nanosleep),
	ROW(CLOCK_NANOSLEEP, clock_nanosleep),
	ROW(FUTEX, futex),
	ROW(WAIT4, wait4),
	ROW(WAITID, waitid),
	ROW(PAUSE, pause),
	ROW(RT_SIGTIMEDWAIT, rt_sigtimedwait),
	ROW(RT_SIGSUSPEND, rt_sigsuspend),
	ROW(RESTART_SYSCALL, restart_syscall),
	ROW(ALARM, alarm),
	ROW(SETITIMER, setitimer),
	ROW(TIMER_SETTIME, timer_settime),
	ROW(TIMERFD_SETTIME, timerfd_settime, .fd = 0),
	ROW(RT_SIGACTION, rt_sigaction),
	ROW(UNLINK, unlink),
	ROW(UNLINKAT, unlinkat),
};
#pragma GCC diagnostic pop

/* What learners write, and the calls that it may be traced as: the first is the usual one, CALL_SOCKET (0) ends a list. */
enum { COVERS_MAX = 8 };
// clang-format off
static const struct alias {
	const char *name;
	enum call_id ids[COVERS_MAX];
} aliases[] = {
	{ "send", { CALL_SENDTO, CALL_SENDMSG, CALL_SENDMMSG, CALL_WRITE,
		CALL_WRITEV, CALL_SENDFILE } },
	{ "recv", { CALL_RECVFROM, CALL_RECVMSG, CALL_RECVMMSG, CALL_READ, CALL_READV } },
	{ "accept", { CALL_ACCEPT, CALL_ACCEPT4 } },
	{ "poll", { CALL_POLL, CALL_PPOLL, CALL_PSELECT6, CALL_SELECT,
		CALL_EPOLL_WAIT, CALL_EPOLL_PWAIT, CALL_EPOLL_PWAIT2 } },
	{ "select", { CALL_PSELECT6, CALL_SELECT } },
	{ "epoll_wait", { CALL_EPOLL_WAIT, CALL_EPOLL_PWAIT, CALL_EPOLL_PWAIT2 } },
	{ "epoll_create", { CALL_EPOLL_CREATE, CALL_EPOLL_CREATE1 } },
	{ "fork", { CALL_CLONE, CALL_FORK, CALL_VFORK, CALL_CLONE3 } },
	{ "pthread_create", { CALL_CLONE3, CALL_CLONE } },
	{ "exit", { CALL_EXIT_GROUP, CALL_EXIT } },
	{ "_exit", { CALL_EXIT_GROUP, CALL_EXIT } },
	{ "sleep", { CALL_CLOCK_NANOSLEEP, CALL_NANOSLEEP } },
	{ "usleep", { CALL_CLOCK_NANOSLEEP, CALL_NANOSLEEP } },
	{ "nanosleep", { CALL_CLOCK_NANOSLEEP, CALL_NANOSLEEP } },
	{ "wait", { CALL_WAIT4, CALL_WAITID } },
	{ "waitpid", { CALL_WAIT4, CALL_WAITID } },
	{ "exec", { CALL_EXECVE, CALL_EXECVEAT } },
	{ "execv", { CALL_EXECVE, CALL_EXECVEAT } },
	{ "execvp", { CALL_EXECVE, CALL_EXECVEAT } },
	{ "dup2", { CALL_DUP2, CALL_DUP3 } },
	{ "pipe", { CALL_PIPE, CALL_PIPE2 } },
	{ "sigaction", { CALL_RT_SIGACTION } },
	{ "signal", { CALL_RT_SIGACTION } },
	{ "sigsuspend", { CALL_RT_SIGSUSPEND } },
	{ "sigtimedwait", { CALL_RT_SIGTIMEDWAIT } },
	{ "unlink", { CALL_UNLINK, CALL_UNLINKAT } },
};
// clang-format on

static const struct alias *alias_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (strcmp(aliases[i].name, name) == 0)
			return &aliases[i];
	return NULL;
}

enum call_id calls_find_kernel(const char *name)
{
	size_t id = 0;

	while (id < CALL_COUNT && strcmp(calls[id].name, name) != 0)
		id++;
	return id;
}

enum call_id calls_find(const char *name)
{
	const struct alias *a = alias_of(name);

	return a ? a->ids[0] : calls_find_kernel(name);
}

bool calls_covers(const char *name, enum call_id id)
{
	const struct alias *a = alias_of(name);

	if (!a)
		return id < CALL_COUNT && strcmp(calls[id].name, name) == 0;
	for (size_t i = 0; i < COVERS_MAX && a->ids[i] != CALL_SOCKET; i++)
		if (a->ids[i] == id)
			return true;
	return false;
}

static bool is_process_clone(enum call_id id)
{
	return id == CALL_CLONE || id == CALL_CLONE3;
}

bool calls_covers_as(const char *name, enum call_id id, const int64_t arg[6])
{
	if (!calls_covers(name, id))
		return false;
	/* Both are one call to the kernel: what its caller meant stands in its flags. */
	if (is_process_clone(id) &&
		(strcmp(name, "fork") == 0 || strcmp(name, "pthread_create") == 0))
		return strcmp(calls_name(id, arg), name) == 0;
	return true;
}

/* clone3() has its flags behind a pointer; the C library makes it for threads only. */
static bool makes_thread(enum call_id id, const int64_t arg[6])
{
	return id == CALL_CLONE3 || (arg[0] & CLONE_THREAD);
}

const char *calls_name(enum call_id id, const int64_t arg[6])
{
	static const struct {
		enum call_id id;
		const char *name;
	} other_names[] = {
		{ CALL_ACCEPT4, "accept4" },
		{ CALL_PSELECT6, "select" },
		{ CALL_PPOLL, "ppoll" },
		{ CALL_EPOLL_PWAIT, "epoll_wait" },
		{ CALL_EPOLL_PWAIT2, "epoll_wait" },
		{ CALL_VFORK, "fork" },
		{ CALL_CLOCK_NANOSLEEP, "sleep" },
		{ CALL_NANOSLEEP, "sleep" },
		{ CALL_EXIT_GROUP, "exit" },
		{ CALL_EXECVE, "exec" },
		{ CALL_EXECVEAT, "exec" },
		{ CALL_WAIT4, "wait" },
		{ CALL_RT_SIGACTION, "sigaction" },
		{ CALL_RT_SIGSUSPEND, "sigsuspend" },
		{ CALL_RT_SIGTIMEDWAIT, "sigtimedwait" },
		{ CALL_PIPE2, "pipe" },
		{ CALL_UNLINKAT, "unlink" },
	};

	if (id >= CALL_COUNT)
		return "?";
	if (is_process_clone(id))
		return makes_thread(id, arg) ? "pthread_create" : "fork";
	if (id == CALL_SENDTO && arg[4] == 0)
		return "send";
	if (id == CALL_RECVFROM && arg[4] == 0)
		return "recv";
	for (size_t i = 0; i < ARRAY_LEN(other_names); i++)
		if (other_names[i].id == id)
			return other_names[i].name;
	return calls[id].name;
}
