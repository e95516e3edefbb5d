// SPDX-License-Identifier: MIT
/* The system call filter: what the tracer is told of, what is refused, what goes through. A call
 * that would be reported to a tracer fails with ENOSYS where there is none, so the rows can be
 * looked at without one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage/sandbox.h"
#include "timeline/calls.h"

enum { SEEN = ENOSYS, MAX_ROWS = 128 };

struct deed {
	const char *what;
	const char *call;
	long arg[3];
	int want;   /* errno with the tracer's filter; SEEN: it is told of the call */
	int untold; /* the same without it, -1: not asked */
};

static const struct deed deeds[] = {
	{ "a TCP socket", "socket", { AF_INET, SOCK_STREAM, 0 }, SEEN, 0 },
	{ "a socket, upper half of the register set", "socket",
		{ AF_INET | 1L << 40, SOCK_STREAM, 0 }, SEEN, 0 },
	{ "a local socket", "socket", { AF_UNIX, SOCK_STREAM, 0 }, SEEN, 0 },
	{ "no family", "socket", { 0, SOCK_STREAM, 0 }, SEEN, EAFNOSUPPORT },
	{ "a family beyond all", "socket", { 46, SOCK_STREAM, 0 }, SEEN, EAFNOSUPPORT },
	{ "a negative family", "socket", { -1, SOCK_STREAM, 0 }, SEEN, EAFNOSUPPORT },
	{ "AX.25", "socket", { 3, SOCK_STREAM, 0 }, EAFNOSUPPORT, EAFNOSUPPORT },
	{ "a packet socket", "socket", { AF_PACKET, SOCK_RAW, 0 }, EAFNOSUPPORT, EAFNOSUPPORT },
	{ "vsock", "socket", { AF_VSOCK, SOCK_STREAM, 0 }, EAFNOSUPPORT, EAFNOSUPPORT },
	{ "routes", "socket", { AF_NETLINK, SOCK_RAW, 0 }, SEEN, 0 },
	{ "audit", "socket", { AF_NETLINK, SOCK_RAW, 9 }, EAFNOSUPPORT, EAFNOSUPPORT },
	{ "a pair of TIPC", "socketpair", { AF_TIPC, SOCK_STREAM, 0 }, EAFNOSUPPORT, EAFNOSUPPORT },
	{ "a pair of TCP", "socketpair", { AF_INET, SOCK_STREAM, 0 }, SEEN, EFAULT },
	{ "fork by clone", "clone", { SIGCHLD, 0, 0 }, SEEN, -1 },
	{ "a thread", "clone", { 0x3d0f00, 0, 0 }, SEEN, -1 },
	{ "a new network", "clone", { CLONE_NEWNET | SIGCHLD, 0, 0 }, EPERM, EPERM },
	{ "new users and more", "clone", { CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID, 0, 0 },
		EPERM, EPERM },
	{ "clone3", "clone3", { 0, 0, 0 }, ENOSYS, ENOSYS },
	{ "kill a process", "kill", { 999999, 0, 0 }, SEEN, ESRCH },
	{ "kill a group", "kill", { -999999, 0, 0 }, SEEN, ESRCH },
	{ "kill a group, as an int", "kill", { 0xfff0bdc1, 0, 0 }, SEEN, ESRCH },
	{ "kill all", "kill", { -1, 0, 0 }, EPERM, EPERM },
	{ "kill all, as an int", "kill", { 0xffffffff, 0, 0 }, EPERM, EPERM },
	{ "how much is there to read", "ioctl", { -1, FIONREAD, 0 }, SEEN, EBADF },
	{ "the terminal's attributes", "ioctl", { -1, TCGETS, 0 }, SEEN, EBADF },
	{ "typing for somebody else", "ioctl", { -1, TIOCSTI, 0 }, EPERM, EPERM },
	{ "the same with an upper half", "ioctl", { -1, TIOCSTI | 1L << 40, 0 }, EPERM, EPERM },
	{ "asking who I am", "getppid", { 0, 0, 0 }, 0, 0 },
	{ "asking for the personality", "personality", { 0xffffffff, 0, 0 }, 0, 0 },
	{ "changing the personality", "personality", { 0, 0, 0 }, EPERM, EPERM },
	{ "a name for the process", "prctl", { PR_SET_NAME, (long)"x", 0 }, 0, 0 },
	{ "a filter of its own", "prctl", { PR_SET_SECCOMP, 2, 0 }, EPERM, EPERM },
	{ "ptrace", "ptrace", { 0, 0, 0 }, EPERM, EPERM },
	{ "io_uring", "io_uring_setup", { 1, 0, 0 }, ENOSYS, ENOSYS },
};

/* In a child under the filter: nothing but raw calls, for even _exit() is reported. It ends by a
 * bad instruction. */
static void try_all(const struct sandbox_filter *filter, const int *numbers,
	const struct deed *rows, size_t count, volatile int *got)
{
	struct err err;

	signal(SIGILL, SIG_DFL); /* cmocka catches it */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !sandbox_filter_install(filter, &err))
		_exit(1);
	for (size_t i = 0; i < count; i++)
		if (numbers[i] >= 0) {
			long r = syscall(numbers[i], rows[i].arg[0], rows[i].arg[1], rows[i].arg[2],
				0, 0, 0);
			got[i] = r < 0 ? errno : 0;
		}
	__builtin_trap();
}

static volatile int *outcomes_under(
	struct sandbox_filter *filter, bool trace, const struct deed *rows, size_t count)
{
	volatile int *got = mmap(NULL, MAX_ROWS * sizeof(int), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int numbers[MAX_ROWS], status = 0;
	pid_t pid;

	assert_true(count <= MAX_ROWS);
	for (size_t i = 0; i < count; i++) {
		numbers[i] = seccomp_syscall_resolve_name(rows[i].call);
		if (!trace && rows[i].untold < 0)
			numbers[i] = -1;
	}
	pid = fork();
	if (pid == 0)
		try_all(filter, numbers, rows, count, got);
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	for (size_t i = 0; i < count; i++)
		if (numbers[i] < 0)
			got[i] = trace ? rows[i].want : rows[i].untold;
	sandbox_filter_free(filter);
	return got;
}

static struct sandbox_filter *new_filter(bool trace)
{
	struct err err = { "" };
	struct sandbox_filter *filter = sandbox_filter_new(trace, &err);

	if (!filter)
		fail_msg("%s", err.text);
	return filter;
}

static volatile int *outcomes_of(bool trace, const struct deed *rows, size_t count)
{
	return outcomes_under(new_filter(trace), trace, rows, count);
}

static void told(void **state)
{
	volatile int *got = outcomes_of(true, deeds, ARRAY_LEN(deeds));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		if (got[i] != deeds[i].want)
			fail_msg("%s: %s", deeds[i].what, strerror(got[i]));
}

static void untold(void **state)
{
	volatile int *got = outcomes_of(false, deeds, ARRAY_LEN(deeds));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		if (got[i] != deeds[i].untold)
			fail_msg("%s: %s", deeds[i].what, strerror(got[i]));
}

/* Whatever its arguments are. */
static void every_call_of_the_list_is_told(void **state)
{
	struct deed rows[] = {
#define CALL_DEED(id, name) { .call = #name, .want = SEEN },
		CALL_LIST(CALL_DEED)
#undef CALL_DEED
	};
	volatile int *got = outcomes_of(true, rows, ARRAY_LEN(rows));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (got[i] != SEEN)
			fail_msg("%s is not seen: %s", rows[i].call, strerror(got[i]));
}

/* Calls of ours are made by syscall(), so that is the runtime here. */
static const struct deed reading[] = {
	{ "reading from the first free descriptor", "read", { 3, 0, 0 }, EBADF, 0 },
	{ "closing it", "close", { 3, 0, 0 }, EBADF, 0 },
	{ "reading from another", "read", { 4, 0, 0 }, SEEN, 0 },
	{ "closing another", "close", { 0, 0, 0 }, SEEN, 0 },
	{ "writing", "write", { 3, 0, 0 }, SEEN, 0 },
	{ "a socket", "socket", { AF_INET, SOCK_STREAM, 0 }, SEEN, 0 },
	{ "a packet socket", "socket", { AF_PACKET, SOCK_RAW, 0 }, EAFNOSUPPORT, 0 },
	{ "ptrace", "ptrace", { 0, 0, 0 }, EPERM, 0 },
};

static void look_at_reading(const struct runtimes *runtimes, bool passes)
{
	struct sandbox_filter *all = new_filter(true);
	volatile int *got = outcomes_under(
		sandbox_filter_passing(all, runtimes), true, reading, ARRAY_LEN(reading));

	sandbox_filter_free(all);
	for (size_t i = 0; i < ARRAY_LEN(reading); i++) {
		int want = reading[i].want == EBADF && !passes ? SEEN : reading[i].want;

		if (got[i] != want)
			fail_msg("%s: %s", reading[i].what, strerror(got[i]));
	}
}

static void runtimes_read_unseen(void **state)
{
	uint64_t at = (uintptr_t)syscall;
	struct runtimes r = { { { at - 4096, at }, { at, at + 64 }, { 16, 32 } }, 3 };

	(void)state;
	close(3);
	look_at_reading(&r, true);
	r.count = 1; /* just below it */
	look_at_reading(&r, false);
	r.code[0].low = at + 64; /* just above */
	r.code[0].high = at + 4096;
	look_at_reading(&r, false);
	r.code[0].low = at ^ 1ULL << 40; /* the same lower half */
	r.code[0].high = (at + 64) ^ 1ULL << 40;
	look_at_reading(&r, false);
	r.count = 0;
	look_at_reading(&r, false);
}

static void runtimes_are_known_by_their_binary(void **state)
{
	struct runtimes found, told = { { { 0x1000, 0x2000 } }, 1 };
	struct runtimes wider = { { { 0x8000, 0x9000 }, { 0x1000, 0x3000 } }, 2 };
	FILE *file = tmpfile(), *other = tmpfile();

	(void)state;
	runtimes_prepare();
	assert_false(runtimes_find(fileno(file), &found));
	assert_false(runtimes_find(-1, &found));
	runtimes_learn(fileno(file), &told);
	assert_true(runtimes_find(fileno(file), &found));
	assert_memory_equal(&found, &told, sizeof told);
	assert_false(runtimes_find(fileno(other), &found));
	fputs("it is another program now", file);
	fflush(file);
	assert_false(runtimes_find(fileno(file), &found));
	assert_true(runtimes_hold(&told, &wider));
	assert_false(runtimes_hold(&wider, &told));
	fclose(file);
	fclose(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told),
		cmocka_unit_test(untold),
		cmocka_unit_test(every_call_of_the_list_is_told),
		cmocka_unit_test(runtimes_read_unseen),
		cmocka_unit_test(runtimes_are_known_by_their_binary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
