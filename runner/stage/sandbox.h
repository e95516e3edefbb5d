// SPDX-License-Identifier: MIT
/* sandbox.h
 * A small world to run somebody's program in: own users, network, processes and files; no
 * capabilities, few system calls, limits. Used for the learner's program and for the compiler.
 * Everything here that can be refused by the kernel says so in words.
 *
 * The order, in a process forked for it (the stage's manager; for a compile the one that waits
 * for the compiler):
 *
 *	sandbox_new()    opens the programs; started as root becomes nobody; new session and
 *	                 namespaces; builds a root beside the host's and forks pid 1. The manager
 *	                 itself keeps the host's view of files, so that it can read maps and lines.
 *	fork, and there  sandbox_go_in(), sandbox_limit(), sandbox_give_up(),
 *	                 sandbox_filter_install(), sandbox_exec()
 *	sandbox_kill()   everything in it is dead (with namespaces)
 *
 * Root: files of the course may lie below /root, mode 700, where nobody may not look. So all that
 * is needed is opened by sandbox_new() *before* the uid changes, and whoever calls it must have
 * opened its own files (logs, pipes, the cache) before too. The change also makes the kernel forget
 * PR_SET_PDEATHSIG. An ordinary user stays who he is. Either way the program runs under the
 * manager's uid, alone in a user namespace in which no other uid exists.
 */
#pragma once
#include <sys/types.h>
#include "base/err.h"
#include "stage/runtimes.h"

enum stage_level { LEVEL_FULL, LEVEL_TRACED, LEVEL_BARE, LEVELS };
extern const char *const level_names[LEVELS]; /* "full", "traced", "bare" */

struct sandbox_limits {
	int cpu_seconds, processes, files;
	uint64_t file_bytes;   /* RLIMIT_FSIZE */
	uint64_t memory_bytes; /* RLIMIT_AS; 0: none (sanitized programs cannot start under one) */
};
extern const struct sandbox_limits sandbox_run_limits, sandbox_compile_limits;

struct sandbox_view {
	const char *const *
		programs; /* host paths of binaries to be seen (and run) inside; NULL-terminated, may be NULL */
	uint64_t scratch_bytes; /* size of the tmpfs; 0: 16 MiB */
	bool namespaces; /* false at LEVEL_TRACED and LEVEL_BARE: Landlock, limits and filter only */
	bool network; /* lo up at MTU 1500; false: a network namespace with nothing in it (the compiler) */
};

struct sandbox;
struct sandbox *sandbox_new(const struct sandbox_view *view, struct err *err);
/* Kills what lives in it, takes the scratch folder away, frees. Safe on NULL. */
void sandbox_free(struct sandbox *sb);
/* Pid 1's, as the manager sees it; -1 without namespaces. Its death is reported by waitpid()
 * like any child's. */
pid_t sandbox_init_pid(const struct sandbox *sb);
void sandbox_kill(struct sandbox *sb);
/* The scratch folder that is the programs' cwd, open for *at() and fchdir(): actors reach a
 * local socket's path through it. */
int sandbox_scratch_fd(const struct sandbox *sb);
/* Its name on the host's side and inside; borrowed. */
const char *sandbox_scratch_path(const struct sandbox *sb);
const char *sandbox_scratch_inside(const struct sandbox *sb);
/* The binary open for reading, -1 if it isn't one of view->programs: nobody may not be able to
 * open its path any more. Stays the sandbox's. */
int sandbox_program_fd(const struct sandbox *sb, const char *program);

/* In the child, in this order, between fork and exec. */
bool sandbox_go_in(const struct sandbox *sb,
	struct err *err); /* root and cwd = scratch; process group of its own */
bool sandbox_limit(const struct sandbox *sb, const struct sandbox_limits *limits, struct err *err);
bool sandbox_give_up(
	const struct sandbox *sb, struct err *err); /* no_new_privs, capabilities, Landlock */

/* The seccomp filter, built once by libseccomp (before any fork: it costs a millisecond) and
 * kept as a program. `trace` gives SECCOMP_RET_TRACE for the calls of timeline/calls.h (RET_DATA
 * is SANDBOX_TRACE_DATA); without it those are allowed. Refused with EPERM or ENOSYS either way:
 * io_uring, ptrace, mount, keyctl, vsock and packet sockets, new namespaces, ... */
enum { SANDBOX_TRACE_DATA = 7 };
struct sandbox_filter;
/* The first call that this line names among those that every program is refused with that error (EPERM, ENOSYS); NULL. Such a call is
 * never seen by the tracer: only what the program says of it is known. */
const char *sandbox_refuses(struct bytes line, int error);
struct sandbox_filter *sandbox_filter_new(bool trace, struct err *err);
/* The same, but reads and closes of descriptor 3, the first free one, go through unseen when made by these runtimes. */
struct sandbox_filter *sandbox_filter_passing(
	const struct sandbox_filter *f, const struct runtimes *runtimes);
void sandbox_filter_free(struct sandbox_filter *f);
bool sandbox_filter_install(
	const struct sandbox_filter *f, struct err *err); /* in the child, last before exec */

/* execve of one of view->programs (by what it is called inside, or by its descriptor). Returns
 * only if that failed, with the reason. */
bool sandbox_exec(const struct sandbox *sb, const char *program, char *const *argv,
	char *const *envp, struct err *err);
/* The environment programs get: constant, with the sanitizers' options of sanitizer.h. `leaks`:
 * with LeakSanitizer, for untraced runs. */
char *const *sandbox_environment(bool leaks);
