// SPDX-License-Identifier: MIT
/* sandbox.h
 * A small world to run somebody's program in: own users, network, processes and files; no capabilities, few system calls,
 * limits. Used for the learner's program and for the compiler. Everything here that can be refused by the kernel says so in words.
 */
#pragma once
#include <sys/types.h>
#include "base/err.h"

enum stage_level { LEVEL_FULL, LEVEL_TRACED, LEVEL_BARE, LEVELS };
extern const char *const level_names[LEVELS]; /* "full", "traced", "bare" */

/* For a program that was started as root: become nobody before anything is unshared, so that owner bits of root's files
 * count for nothing. Called once at start of main, before any file of the learner's is made ... `keep_uid` says who owns the workspace. */
bool sandbox_drop_root(uid_t owner, gid_t group, struct err *err);

/* In the manager: new namespaces (user, net, pid, mount, ipc, uts), maps written, loopback up at MTU 1500 without offloads,
 * nested user namespaces forbidden, low ports allowed, pid_max where the kernel has it. */
bool sandbox_enter(struct err *err);
/* In the manager: the tiny pid 1; killing it kills everything in the sandbox. */
pid_t sandbox_fork_init(struct err *err);

struct sandbox_limits {
	int cpu_seconds, processes, files;
	uint64_t file_bytes;    /* RLIMIT_FSIZE, and the size of the scratch tmpfs */
	uint64_t memory_bytes;  /* RLIMIT_AS; 0: none (sanitized programs cannot start under one) */
};
extern const struct sandbox_limits sandbox_run_limits, sandbox_compile_limits;

struct sandbox_view {
	const char *const *read_only; /* extra paths bound read-only (the program, the source); NULL-terminated */
	const char *scratch_bind;     /* a real folder bound writable at /scratch (the compiler's output), or NULL: a sized tmpfs */
	bool namespaces;              /* false at LEVEL_TRACED and LEVEL_BARE: Landlock and limits only */
};

/* In the child, in this order, between fork and exec. */
bool sandbox_limit(const struct sandbox_limits *limits, struct err *err);
bool sandbox_build_root(const struct sandbox_view *view, struct err *err); /* own mount namespace, /proc, read-only binds, tmpfs; cwd = /scratch */
bool sandbox_give_up(const struct sandbox_view *view, struct err *err);    /* no_new_privs, capabilities, Landlock */

/* The seccomp filter, built once by libseccomp and kept as a program: `trace` gives SECCOMP_RET_TRACE for the calls of
 * timeline/calls.h; without it those are allowed. Refused with EPERM or ENOSYS either way: io_uring, ptrace, mount, keyctl, vsock
 * and packet sockets, new namespaces, ... */
struct sandbox_filter;
struct sandbox_filter *sandbox_filter_new(bool trace, struct err *err);
void sandbox_filter_free(struct sandbox_filter *f);
bool sandbox_filter_install(const struct sandbox_filter *f, struct err *err); /* in the child, last before exec */
