// SPDX-License-Identifier: MIT
/* calls.h
 * The system calls that a timeline knows, by one number of our own on every machine. One row a call says how it is
 * named, which of its arguments is the descriptor, the address, the buffer; the tracer reads a program's memory
 * by these rows and the reports print by them. A call the C library makes under another name (send is sendto with no address)
 * is named as the learner wrote it, by calls_name().
 */
#pragma once
#include "base/base.h"

// clang-format off
/* One X per call: id, kernel name. To trace another call: a line here and a row in calls.c. */
#define CALL_LIST(X)                                                                               \
	X(SOCKET, socket) X(SOCKETPAIR, socketpair) X(BIND, bind) X(LISTEN, listen)                \
	X(ACCEPT, accept) X(ACCEPT4, accept4) X(CONNECT, connect) X(SHUTDOWN, shutdown)            \
	X(CLOSE, close) X(READ, read) X(WRITE, write) X(READV, readv) X(WRITEV, writev)            \
	X(SENDTO, sendto) X(RECVFROM, recvfrom) X(SENDMSG, sendmsg) X(RECVMSG, recvmsg)            \
	X(SENDMMSG, sendmmsg) X(RECVMMSG, recvmmsg) X(SENDFILE, sendfile) X(SPLICE, splice)                          \
	X(SETSOCKOPT, setsockopt) X(GETSOCKOPT, getsockopt) X(GETSOCKNAME, getsockname)            \
	X(GETPEERNAME, getpeername) X(POLL, poll) X(PPOLL, ppoll) X(SELECT, select)                \
	X(PSELECT6, pselect6) X(EPOLL_CREATE1, epoll_create1) X(EPOLL_CREATE, epoll_create)        \
	X(EPOLL_CTL, epoll_ctl) X(EPOLL_WAIT, epoll_wait) X(EPOLL_PWAIT, epoll_pwait)              \
	X(EPOLL_PWAIT2, epoll_pwait2) X(FORK, fork) X(VFORK, vfork) X(CLONE, clone)                \
	X(CLONE3, clone3) X(EXECVE, execve) X(EXECVEAT, execveat) X(DUP, dup) X(DUP2, dup2)        \
	X(DUP3, dup3) X(FCNTL, fcntl) X(IOCTL, ioctl) X(PIPE, pipe) X(PIPE2, pipe2)                \
	X(EXIT, exit) X(EXIT_GROUP, exit_group) X(KILL, kill) X(TKILL, tkill) X(TGKILL, tgkill)    \
	X(NANOSLEEP, nanosleep) X(CLOCK_NANOSLEEP, clock_nanosleep) X(FUTEX, futex)                \
	X(WAIT4, wait4) X(WAITID, waitid) X(PAUSE, pause) X(RT_SIGTIMEDWAIT, rt_sigtimedwait)      \
	X(RT_SIGSUSPEND, rt_sigsuspend) X(RESTART_SYSCALL, restart_syscall) X(ALARM, alarm)        \
	X(SETITIMER, setitimer) X(TIMER_SETTIME, timer_settime)                                    \
	X(TIMERFD_SETTIME, timerfd_settime) X(RT_SIGACTION, rt_sigaction) X(UNLINK, unlink)        \
	X(UNLINKAT, unlinkat)
// clang-format on

#define CALL_ENUM(id, name) CALL_##id,
enum call_id { CALL_LIST(CALL_ENUM) CALL_COUNT };
#undef CALL_ENUM

enum call_moves {
	CALL_MOVES_NOTHING,
	CALL_MOVES_OUT, /* its buffer is read from the program at entry */
	CALL_MOVES_IN,	/* its buffer is read from the program at exit */
};

enum buffer_shape {
	BUFFER_NONE,
	BUFFER_PLAIN,  /* pointer in .buffer, length in .length (at exit: the result) */
	BUFFER_IOVEC,  /* struct iovec array in .buffer, count in .length */
	BUFFER_MSGHDR, /* struct msghdr in .buffer */
	BUFFER_OPTION, /* option value; for getsockopt the length is behind a pointer */
	BUFFER_POLL,   /* struct pollfd array, count in .length, read at exit */
};

struct call_row {
	const char *name;	   /* the kernel's */
	signed char fd;		   /* argument that is a descriptor, or -1 */
	signed char addr, addrlen; /* arguments of a socket address, or -1 */
	bool addr_filled;	   /* the kernel fills the address, addrlen points at its length */
	enum call_moves moves;
	enum buffer_shape shape;
	signed char buffer, length;
	bool socket_call; /* belongs to the sockets API whatever its descriptor is */
};

extern const struct call_row calls[CALL_COUNT];

/* CALL_COUNT if unknown. Accepts what learners write: "send", "recv", "select", "fork", "_exit". */
enum call_id calls_find(const char *name);
/* By the kernel's name alone; CALL_COUNT if unknown. */
enum call_id calls_find_kernel(const char *name);
/* True if a call traced as `id` counts as `name` in a script: "send" is sendto, sendmsg, write ... and "recv" recvfrom, recvmsg, read
 * (the caller sees to it that read and write were on a socket), "accept" also accept4, "poll" any way to wait for several. */
bool calls_covers(const char *name, enum call_id id);
/* The same, told also apart by its arguments: a clone() is a "fork" or a "pthread_create". */
bool calls_covers_as(const char *name, enum call_id id, const int64_t arg[6]);
/* As the learner wrote it: "send" for a sendto() without address, "fork" for a clone(), "sleep" ... */
const char *calls_name(enum call_id id, const int64_t arg[6]);
