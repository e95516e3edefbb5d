// SPDX-License-Identifier: MIT
/* tasks.h
 * Who runs: programs (what was launched), their processes (those they forked too), and tasks (threads), each with the call it is in.
 */
#pragma once
#include "base/buf.h"
#include "stage/lines.h"
#include "timeline/event.h"

enum { RAW_ADDRESS_MAX = 128, SUSPENDED_MAX = 4, SIGNALS = 65 };

/* A call from its entry on. */
struct seen_call {
	enum call_id id;
	uint64_t ip, arg[6];
	uint64_t began;	  /* stage time */
	uint32_t event;	  /* its id in the timeline if it is there already, unfinished; else 0 */
	bool worth_event; /* false: followed only to know what the task does */
	bool shortened;	  /* by a storm: the register is to be put back */
	struct arch_regs regs; /* at the entry */
	int restart;	       /* -ERESTART..: how it ended for now; 0: it did not */
	struct call_event ev;  /* what is known so far; borrows from the two below */
	uint8_t raw[RAW_ADDRESS_MAX];
	struct buf data;
};

struct handler { /* what a process does with a signal */
	bool set, restarts;
	bool learners; /* set from a line of the learner's */
};

struct program;

/* What was behind a descriptor when it was last asked; forgotten when any is closed. */
enum { FDS_REMEMBERED = 32 };
struct remembered_fd {
	enum fd_kind kind; /* FD_UNKNOWN: not asked */
	uint64_t inode;
};

struct process {
	pid_t tgid;
	int inner; /* the pid as the program sees it */
	int tasks; /* holders */
	struct program *program;
	struct space *space; /* NULL without lines, or before it executes */
	int pidfd;
	struct remembered_fd fds[FDS_REMEMBERED];
	bool leader;	     /* the program itself, not one it forked */
	bool executed;	     /* what it does is the program's doing, not our set-up's */
	int storm_signal;    /* one of a storm on its way; 0 */
	bool been_in_source; /* a line of the learner's was seen on a stack */
	uint64_t
		timer_until; /* stage time until which a timer of its own may wake it; UINT64_MAX: for good */
	struct handler handlers[SIGNALS];
};

struct task {
	pid_t tid;
	int inner;
	struct process *process;
	bool in_call;
	bool reported; /* `report` waits to be dealt with */
	int report;
	bool ready; /* stopped and dealt with: it goes on, with this signal, when it is its turn */
	int signal;
	bool newborn; /* has stopped, but its parent has not told of it yet */
	bool leaving; /* a thread in exit(); a leader stays as a zombie until the others end */
	bool stopped; /* group stop: by SIGSTOP and its kin */
	bool held;    /* by a storm, at the entry of accept() */
	int stat, status, schedstat, wchan; /* its files of these names in /proc/TID, open; -1 */
	uint64_t unplaced_since, unplaced_spent; /* asleep, and the kernel doesn't say where */
	uint64_t last_sign; /* of its last call and result, and how often that came again at once */
	uint32_t repeats;
	struct seen_call call;
	struct seen_call suspended
		[SUSPENDED_MAX]; /* interrupted by signals that may restart them, the last on top */
	int suspended_count;
};

struct tasks {
	struct task **list;
	size_t count, cap;
};

struct task *tasks_find(const struct tasks *t, pid_t tid);
struct task *tasks_add(struct tasks *t, pid_t tid);
void tasks_remove(struct tasks *t, struct task *task);
void tasks_free(struct tasks *t);

struct process *process_new(struct program *program, pid_t tgid);
void process_hold(struct task *task, struct process *p);
struct process *process_find(const struct tasks *t, pid_t tgid);

void seen_call_drop(struct seen_call *c);
