// SPDX-License-Identifier: MIT
/* limits.c
 * What a program may use up, and the powers it gives up.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include "stage/sandbox_parts.h"

enum { MIB = 1 << 20, STACK_BYTES = 8 * MIB };

/* A socket's buffers are memory that no limit counts, up to 8 MiB each on newer kernels: so
 * descriptors are few. */
const struct sandbox_limits sandbox_run_limits = {
	.cpu_seconds = 10,
	.processes = 128,
	.files = 100,
	.file_bytes = 16 * MIB,
};
/* A small file compiles in 120 MiB with gcc; clang maps 400 MiB of libraries before it begins. */
const struct sandbox_limits sandbox_compile_limits = {
	.cpu_seconds = 5,
	.processes = 32,
	.files = 256,
	.file_bytes = 64 * MIB,
	.memory_bytes = UINT64_C(768) * MIB,
};

bool limits_counted_per_namespace(void)
{
	struct utsname u;
	int major = 0, minor = 0;

	uname(&u);
	return sscanf(u.release, "%d.%d", &major, &minor) == 2 &&
	       (major > 5 || (major == 5 && minor >= 14));
}

/* Tasks that RLIMIT_NPROC of this uid counts already. Since Linux 5.14 a user namespace counts
 * for itself. */
static int tasks_of_process(const char *pid)
{
	char path[64];
	struct stat st;

	if (pid[0] < '0' || pid[0] > '9')
		return 0;
	snprintf(path, sizeof(path), "/proc/%.20s/task", pid);
	if (stat(path, &st) != 0 || st.st_uid != geteuid())
		return 0;
	return (int)st.st_nlink - 2; /* a folder for every thread */
}

int limits_count_processes(void)
{
	DIR *proc = opendir("/proc");
	int count = 0;

	if (!proc)
		return 0;
	for (struct dirent *d; (d = readdir(proc));)
		count += tasks_of_process(d->d_name);
	closedir(proc);
	return count;
}

static bool limit(int resource, const char *name, uint64_t value, struct err *err)
{
	struct rlimit l = { value, value }, old;

	if (setrlimit(resource, &l) == 0)
		return true;
	/* The host may allow less already, and that may not be raised. */
	if (errno == EPERM && getrlimit(resource, &old) == 0 && old.rlim_max < value)
		return true;
	return err_sys(err, "cannot limit %s to %llu", name, (unsigned long long)value);
}

bool sandbox_limit(const struct sandbox *sb, const struct sandbox_limits *l, struct err *err)
{
	/* Somebody else's processes may come and go while ours run: some room for those. */
	int room = sb->base_processes ? sb->base_processes + 256 : 0;

	/* A second more before it is SIGKILL: SIGXCPU says why. */
	struct rlimit cpu = { (rlim_t)l->cpu_seconds, (rlim_t)l->cpu_seconds + 1 };
	if (setrlimit(RLIMIT_CPU, &cpu) != 0 && errno != EPERM)
		return err_sys(err, "cannot limit processor time");
	return limit(RLIMIT_CORE, "core files", 0, err) &&
	       limit(RLIMIT_FSIZE, "the size of files", l->file_bytes, err) &&
	       limit(RLIMIT_NOFILE, "open files", (uint64_t)l->files, err) &&
	       limit(RLIMIT_NPROC, "processes", (uint64_t)(l->processes + room), err) &&
	       limit(RLIMIT_STACK, "the stack", STACK_BYTES, err) &&
	       limit(RLIMIT_MSGQUEUE, "message queues", 0, err) &&
	       limit(RLIMIT_MEMLOCK, "locked memory", 0, err) &&
	       (l->memory_bytes == 0 || limit(RLIMIT_AS, "memory", l->memory_bytes, err));
}

/* Nothing is left that could be raised again: no set, no bounding set, no way back through uid
 * 0. */
bool limits_drop_capabilities(struct err *err)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };

	/* Without CAP_SETPCAP (an ordinary user outside a namespace) there is nothing to drop
	 * from. */
	for (int cap = 0; prctl(PR_CAPBSET_DROP, cap) == 0; cap++)
		continue;
	prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
					 SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED);
	if (syscall(SYS_capset, &header, none) != 0)
		return err_sys(err, "cannot give up capabilities");
	return true;
}
