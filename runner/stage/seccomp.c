// SPDX-License-Identifier: MIT
/* seccomp.c
 * Which system calls a program may make, which of them the tracer wants to see, and which are no
 * business of a learner's program. libseccomp writes the filter once; a child only hands the
 * finished program to the kernel.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include "stage/arch.h"
#include "stage/sandbox.h"
#include "timeline/calls.h"

struct sandbox_filter {
	struct sock_fprog program; /* its array is owned */
};

#define NOT_ALLOWED SCMP_ACT_ERRNO(EPERM)
#define NOT_HERE    SCMP_ACT_ERRNO(ENOSYS)
#define NO_FAMILY   SCMP_ACT_ERRNO(EAFNOSUPPORT)
#define LOW_32	    UINT64_C(0xffffffff) /* of an int argument the upper half may be anything */

/* Names, not numbers: what a kernel or a libseccomp does not know is skipped. */
static const struct {
	const char *name;
	uint32_t action;
} refused[] = {
	/* Ways around the tracer. C libraries take ENOSYS as a hint to use the older call. */
	{ "io_uring_setup", NOT_HERE },
	{ "io_uring_enter", NOT_HERE },
	{ "io_uring_register", NOT_HERE },
	{ "clone3", NOT_HERE },
	{ "seccomp", NOT_ALLOWED },
	/* Other processes' memory and descriptors. */
	{ "ptrace", NOT_ALLOWED },
	{ "process_vm_readv", NOT_ALLOWED },
	{ "process_vm_writev", NOT_ALLOWED },
	{ "process_madvise", NOT_ALLOWED },
	{ "pidfd_getfd", NOT_ALLOWED },
	{ "kcmp", NOT_ALLOWED },
	/* Another view of files. */
	{ "mount", NOT_ALLOWED },
	{ "umount2", NOT_ALLOWED },
	{ "pivot_root", NOT_ALLOWED },
	{ "chroot", NOT_ALLOWED },
	{ "open_tree", NOT_ALLOWED },
	{ "open_tree_attr", NOT_ALLOWED },
	{ "move_mount", NOT_ALLOWED },
	{ "fsopen", NOT_ALLOWED },
	{ "fsconfig", NOT_ALLOWED },
	{ "fsmount", NOT_ALLOWED },
	{ "fspick", NOT_ALLOWED },
	{ "mount_setattr", NOT_ALLOWED },
	{ "name_to_handle_at", NOT_ALLOWED },
	{ "open_by_handle_at", NOT_ALLOWED },
	{ "fanotify_init", NOT_ALLOWED },
	{ "quotactl", NOT_ALLOWED },
	{ "quotactl_fd", NOT_ALLOWED },
	/* Other namespaces; clone() is looked at below. */
	{ "unshare", NOT_ALLOWED },
	{ "setns", NOT_ALLOWED },
	/* Memory and messages that outlive a process, or that no limit of ours counts. */
	{ "keyctl", NOT_ALLOWED },
	{ "add_key", NOT_ALLOWED },
	{ "request_key", NOT_ALLOWED },
	{ "shmget", NOT_HERE },
	{ "msgget", NOT_HERE },
	{ "semget", NOT_HERE },
	{ "mq_open", NOT_HERE },
	{ "memfd_create", NOT_HERE },
	{ "memfd_secret", NOT_HERE },
	/* Much kernel for little use. */
	{ "bpf", NOT_ALLOWED },
	{ "userfaultfd", NOT_ALLOWED },
	{ "perf_event_open", NOT_ALLOWED },
	{ "kexec_load", NOT_ALLOWED },
	{ "kexec_file_load", NOT_ALLOWED },
	{ "init_module", NOT_ALLOWED },
	{ "finit_module", NOT_ALLOWED },
	{ "delete_module", NOT_ALLOWED },
	{ "swapon", NOT_ALLOWED },
	{ "swapoff", NOT_ALLOWED },
	{ "reboot", NOT_ALLOWED },
	{ "acct", NOT_ALLOWED },
	{ "syslog", NOT_ALLOWED },
	{ "lookup_dcookie", NOT_ALLOWED },
	{ "vhangup", NOT_ALLOWED },
	{ "modify_ldt", NOT_ALLOWED },
	{ "iopl", NOT_ALLOWED },
	{ "ioperm", NOT_ALLOWED },
	{ "settimeofday", NOT_ALLOWED },
	{ "clock_settime", NOT_ALLOWED },
	{ "adjtimex", NOT_ALLOWED },
	{ "clock_adjtime", NOT_ALLOWED },
	{ "sethostname", NOT_ALLOWED },
	{ "setdomainname", NOT_ALLOWED },
	{ "mbind", NOT_ALLOWED },
	{ "set_mempolicy", NOT_ALLOWED },
	{ "migrate_pages", NOT_ALLOWED },
	{ "move_pages", NOT_ALLOWED },
	/* It runs on the processor it was given. */
	{ "sched_setaffinity", NOT_ALLOWED },
	{ "sched_setscheduler", NOT_ALLOWED },
	{ "sched_setattr", NOT_ALLOWED },
};

static bool is_of_word(struct bytes line, size_t i)
{
	return i < line.len && (line.at[i] == '_' || isalnum(line.at[i]));
}

static bool names(struct bytes line, const char *name)
{
	size_t len = strlen(name);
	const uint8_t *at = line.len ? memmem(line.at, line.len, name, len) : NULL;
	size_t i = at ? (size_t)(at - line.at) : 0;

	return at && !(i > 0 && is_of_word(line, i - 1)) && !is_of_word(line, i + len);
}

const char *sandbox_refuses(struct bytes line, int error)
{
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (refused[i].action == SCMP_ACT_ERRNO((uint32_t)error) &&
			names(line, refused[i].name))
			return refused[i].name;
	return NULL;
}

static const uint64_t new_namespaces[] = { CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWNS,
	CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP };
#define ALL_NEW_NAMESPACES                                                                         \
	(UINT64_C(0) | CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC |  \
		CLONE_NEWUTS | CLONE_NEWCGROUP)

/* Families that a sockets course uses; the kernel would load modules for some of the others at
 * anybody's wish. A number beyond the last family goes through: the kernel says what is wrong
 * with it, and the tracer sees that. */
static const int families[] = { AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 };
enum { FIRST_UNKNOWN_FAMILY = 46 };

struct builder {
	scmp_filter_ctx context;
	uint32_t seen; /* what a call gets that the tracer wants to see */
	int failed;    /* the first error, negative errno */
};

static void rule(struct builder *b, uint32_t action, const char *name, size_t count,
	const struct scmp_arg_cmp *args)
{
	int nr = seccomp_syscall_resolve_name(name), r;

	/* Negative: it doesn't exist on this machine. */
	if (nr < 0 || action == SCMP_ACT_ALLOW || b->failed != 0)
		return;
	r = seccomp_rule_add_array(b->context, action, nr, (unsigned)count, args);
	/* Of two rules for one call the first holds. */
	if (r < 0 && r != -EEXIST)
		b->failed = r;
}

static void rule_if(struct builder *b, uint32_t action, const char *name, struct scmp_arg_cmp arg)
{
	rule(b, action, name, 1, &arg);
}

static void add_refused(struct builder *b)
{
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		rule(b, refused[i].action, refused[i].name, 0, NULL);
}

static bool is_known_family(int family)
{
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (families[i] == family)
			return true;
	return family >= FIRST_UNKNOWN_FAMILY;
}

/* Netlink only as getaddrinfo() and getifaddrs() use it. */
static void add_socket_rules(struct builder *b)
{
	struct scmp_arg_cmp route[] = { SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_32, AF_NETLINK),
		SCMP_A2(SCMP_CMP_MASKED_EQ, LOW_32, 0) };
	struct scmp_arg_cmp other[] = { SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_32, AF_NETLINK),
		SCMP_A2(SCMP_CMP_NE, 0) };

	for (int f = 0; f < FIRST_UNKNOWN_FAMILY; f++)
		if (f != AF_NETLINK)
			rule_if(b, is_known_family(f) ? b->seen : NO_FAMILY, "socket",
				SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_32, (uint64_t)f));
	rule(b, b->seen, "socket", ARRAY_LEN(route), route);
	rule(b, NO_FAMILY, "socket", ARRAY_LEN(other), other);
	rule_if(b, b->seen, "socket", SCMP_A0(SCMP_CMP_GE, FIRST_UNKNOWN_FAMILY));
	/* The only family with pairs besides local sockets. */
	rule_if(b, NO_FAMILY, "socketpair", SCMP_A0(SCMP_CMP_EQ, AF_TIPC));
	rule_if(b, b->seen, "socketpair", SCMP_A0(SCMP_CMP_NE, AF_TIPC));
}

static void add_clone_rules(struct builder *b)
{
	for (size_t i = 0; i < ARRAY_LEN(new_namespaces); i++)
		rule_if(b, NOT_ALLOWED, "clone",
			SCMP_A0(SCMP_CMP_MASKED_EQ, new_namespaces[i], new_namespaces[i]));
	rule_if(b, b->seen, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, ALL_NEW_NAMESPACES, 0));
}

/* kill(-1) where no pid namespace holds it would reach all that its user runs. */
static void add_kill_rules(struct builder *b)
{
	rule_if(b, NOT_ALLOWED, "kill", SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_32, LOW_32));
	/* "Not -1" has to be said by bits, for the upper half of the register is anything. Eight
	 * of them will do: what they miss (a process group whose number ends in 0xff) is
	 * allowed, and not seen. */
	rule_if(b, b->seen, "kill", SCMP_A0(SCMP_CMP_LE, INT32_MAX));
	for (int bit = 0; bit < 8; bit++)
		rule_if(b, b->seen, "kill", SCMP_A0(SCMP_CMP_MASKED_EQ, UINT64_C(1) << bit, 0));
}

static void add_ioctl_rules(struct builder *b)
{
	rule_if(b, NOT_ALLOWED, "ioctl", SCMP_A1(SCMP_CMP_MASKED_EQ, LOW_32, TIOCSTI));
	rule_if(b, b->seen, "ioctl", SCMP_A1(SCMP_CMP_GT, TIOCSTI));
	rule_if(b, b->seen, "ioctl", SCMP_A1(SCMP_CMP_LT, TIOCSTI));
}

/* Asking is fine (sanitizers do), changing is not. Filters of its own would hide calls from
 * ours. */
static void add_other_rules(struct builder *b)
{
	rule_if(b, NOT_ALLOWED, "personality", SCMP_A0(SCMP_CMP_NE, LOW_32));
	rule_if(b, NOT_ALLOWED, "prctl", SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_32, PR_SET_SECCOMP));
}

static const char *const traced[] = {
#define CALL_NAME(id, name) #name,
	CALL_LIST(CALL_NAME)
#undef CALL_NAME
};

/* The calls above have rules by argument; one without would override those. */
static void add_seen(struct builder *b)
{
	static const char *const done[] = { "socket", "socketpair", "clone", "kill", "ioctl",
		"clone3" };

	for (size_t i = 0; i < ARRAY_LEN(traced); i++) {
		bool skip = false;

		for (size_t k = 0; k < ARRAY_LEN(done); k++)
			skip = skip || bytes_equal(bytes_of(done[k]), bytes_of(traced[i]));
		if (!skip)
			rule(b, b->seen, traced[i], 0, NULL);
	}
}

static void add_all(struct builder *b)
{
	add_refused(b);
	add_socket_rules(b);
	add_clone_rules(b);
	add_kill_rules(b);
	add_ioctl_rules(b);
	add_other_rules(b);
	add_seen(b);
}

/* The kernel wants the finished program as an array; libseccomp gives it to a file. */
static bool export(struct builder *b, struct sock_fprog *out, struct err *err)
{
	AUTO(closep) int fd = (int)syscall(SYS_memfd_create, "filter", MFD_CLOEXEC);
	off_t size;
	int r;

	if (fd < 0)
		return err_sys(err, "no memory file for the system call filter");
	r = seccomp_export_bpf(b->context, fd);
	size = lseek(fd, 0, SEEK_END);
	if (r < 0 || size <= 0 || size > BPF_MAXINSNS * (off_t)sizeof(struct sock_filter)) {
		errno = r < 0 ? -r : E2BIG;
		return err_sys(err, "libseccomp could not write the system call filter");
	}
	out->filter = xmalloc((size_t)size);
	out->len = (unsigned short)((size_t)size / sizeof(struct sock_filter));
	if (pread(fd, out->filter, (size_t)size, 0) != size)
		return err_sys(err, "cannot read the system call filter back");
	return true;
}

struct sandbox_filter *sandbox_filter_new(bool trace, struct err *err)
{
	struct builder b = {
		.context = seccomp_init(SCMP_ACT_ALLOW),
		.seen = trace ? SCMP_ACT_TRACE(SANDBOX_TRACE_DATA) : SCMP_ACT_ALLOW,
	};
	struct sandbox_filter *f = xcalloc(1, sizeof(*f));
	bool good = false;

	if (!b.context) {
		err_set(err, "libseccomp could not start a system call filter");
	} else {
		/* A binary tree of comparisons: reads and writes are many. */
		seccomp_attr_set(b.context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
		seccomp_attr_set(b.context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
		add_all(&b);
		errno = -b.failed;
		good = b.failed == 0 ? export(&b, &f->program, err)
				     : err_sys(err, "libseccomp refused a rule");
	}
	if (b.context)
		seccomp_release(b.context);
	if (good)
		return f;
	sandbox_filter_free(f);
	return NULL;
}

/* ---- what is let pass */

enum { FIRST_FREE = 3, PER_RUNTIME = 6, BEFORE_RUNTIMES = 7 };

#define LOAD(what)	     BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(what))
#define IF(test, k, yes, no) BPF_JUMP(BPF_JMP | (test) | BPF_K, (uint32_t)(k), (yes), (no))
/* Both processors that we know keep the lower half first. */
#define IP     offsetof(struct seccomp_data, instruction_pointer)
#define FIRST  offsetof(struct seccomp_data, args)
#define HIGHER 4

static size_t put_runtime(struct sock_filter *out, uint64_t low, uint64_t high)
{
	const struct sock_filter code[PER_RUNTIME] = {
		LOAD(IP + HIGHER),
		IF(BPF_JEQ, low >> 32, 0, 4),
		LOAD(IP),
		IF(BPF_JGE, low, 0, 2),
		IF(BPF_JGE, high, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	if (low >> 32 != high >> 32)
		return 0;
	memcpy(out, code, sizeof code);
	return PER_RUNTIME;
}

/* Jumps over `rest` instructions where it is another call. */
static void put_call(struct sock_filter *out, uint8_t rest)
{
	const struct sock_filter code[BEFORE_RUNTIMES] = {
		LOAD(offsetof(struct seccomp_data, arch)),
		IF(BPF_JEQ, arch_audit, 0, rest + 5),
		LOAD(offsetof(struct seccomp_data, nr)),
		IF(BPF_JEQ, SYS_read, 1, 0),
		IF(BPF_JEQ, SYS_close, 0, rest + 2),
		LOAD(FIRST),
		IF(BPF_JEQ, FIRST_FREE, 0, rest),
	};

	memcpy(out, code, sizeof code);
}

struct sandbox_filter *sandbox_filter_passing(
	const struct sandbox_filter *f, const struct runtimes *runtimes)
{
	struct sock_filter ahead[BEFORE_RUNTIMES + RUNTIMES_MAX * PER_RUNTIME];
	struct sandbox_filter *out = xcalloc(1, sizeof(*out));
	size_t count = BEFORE_RUNTIMES;

	for (size_t i = 0; i < runtimes->count; i++)
		count += put_runtime(ahead + count, runtimes->code[i].low, runtimes->code[i].high);
	put_call(ahead, (uint8_t)(count - BEFORE_RUNTIMES));
	out->program.len = (unsigned short)(count + f->program.len);
	out->program.filter = xcalloc(out->program.len, sizeof(*out->program.filter));
	memcpy(out->program.filter, ahead, count * sizeof(*ahead));
	memcpy(out->program.filter + count, f->program.filter,
		f->program.len * sizeof(*f->program.filter));
	return out;
}

void sandbox_filter_free(struct sandbox_filter *f)
{
	if (!f)
		return;
	free(f->program.filter);
	free(f);
}

bool sandbox_filter_install(const struct sandbox_filter *f, struct err *err)
{
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &f->program) == 0)
		return true;
	return err_sys(err, "the kernel refused the system call filter");
}
