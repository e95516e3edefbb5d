// SPDX-License-Identifier: MIT
/* sandbox_parts.h
 * What the files of the sandbox share among themselves; nobody else includes it.
 */
#pragma once
#include "stage/sandbox.h"

struct sandbox_program {
	char *path;	 /* on the host; owned */
	int fd;		 /* open for reading */
	int tree;	 /* a detached mount of it, made while root could still see it; -1: none */
	char inside[32]; /* "/program/0" */
	bool by_fd;	 /* whoever we are now cannot reach the path */
};

struct sandbox {
	bool namespaces, network;
	pid_t init;	    /* -1: none */
	int root_fd;	    /* the new root, -1 without namespaces */
	const char *root;   /* where on the host's side of the mount namespace it is mounted */
	int scratch_fd;	    /* -1: not there yet */
	char *scratch_path; /* owned */
	int ruleset;	    /* Landlock's, -1: the kernel has none */
	int base_processes; /* that count against RLIMIT_NPROC before ours do */
	bool really_root;   /* uid 0 that could not be left: limits on processes do not bind it */
	size_t program_count;
	struct sandbox_program *programs;
};

/* namespaces.c */
bool namespaces_drop_root(struct err *err);
bool namespaces_enter(bool network, struct err *err);

/* sandbox_root.c: mounts a root at sb->root; the rest of /proc is for pid 1, who alone sees the
 * right processes. */
bool sandbox_root_build(struct sandbox *sb, uint64_t bytes, struct err *err);
bool sandbox_root_proc(const struct sandbox *sb, struct err *err);

/* landlock.c */
int landlock_abi(void); /* 0: none */
/* A ruleset for this sandbox, -1 if the kernel has no Landlock (that is no error: *err is
 * untouched, -2 is one). */
int landlock_rules(const struct sandbox *sb, struct err *err);
bool landlock_restrict(int ruleset, struct err *err);

/* limits.c */
int limits_count_processes(void); /* tasks of this uid, where the kernel counts them all together */
bool limits_drop_capabilities(struct err *err);
bool limits_counted_per_namespace(void);
