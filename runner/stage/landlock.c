// SPDX-License-Identifier: MIT
/* landlock.c
 * A second wall around files. Within namespaces the first is that nothing else is mounted; without
 * them it is the only one.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/landlock.h>
#include "stage/sandbox_parts.h"

/* Newer than the headers of the oldest system we build on. */
#define FS_REFER     (UINT64_C(1) << 13) /* ABI 2 */
#define FS_TRUNCATE  (UINT64_C(1) << 14) /* ABI 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15) /* ABI 5 */
#define FS_ABI_1     ((UINT64_C(1) << 13) - 1)

#define READ                                                                                       \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE)
#define DEVICE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_IOCTL_DEV)
#define FOR_A_FILE                                                                                 \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |                               \
		LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

struct attributes { /* of ABI 6; older kernels take the beginning of it */
	uint64_t fs, net, scoped;
};
enum { SCOPE_ABSTRACT_UNIX = 1, SCOPE_SIGNAL = 2 };

int landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return abi < 0 ? 0 : (int)abi;
}

static uint64_t handled(int abi)
{
	return FS_ABI_1 | (abi >= 2 ? FS_REFER : 0) | (abi >= 3 ? FS_TRUNCATE : 0) |
	       (abi >= 5 ? FS_IOCTL_DEV : 0);
}

struct rule {
	const char *path;
	uint64_t access;
};
/* The new root holds only what may be seen. */
static const struct rule inside[] = {
	{ ".", READ },
	{ "dev", DEVICE },
	{ "scratch", ~UINT64_C(0) },
};
static const struct rule outside[] = {
	{ "/usr", READ },
	{ "/lib", READ },
	{ "/lib64", READ },
	{ "/bin", READ },
	{ "/etc", READ },
	{ "/proc", READ },
	{ "/dev/null", DEVICE },
	{ "/dev/zero", DEVICE },
	{ "/dev/full", DEVICE },
	{ "/dev/urandom", DEVICE },
};

static bool allow_fd(int ruleset, int fd, uint64_t access)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = access, .parent_fd = fd };
	struct stat st;

	if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access &= FOR_A_FILE;
	return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

static bool allow(int ruleset, int dir, const struct rule *rule, uint64_t all, struct err *err)
{
	AUTO(closep) int fd = openat(dir, rule->path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT || err_sys(err, "cannot open %s", rule->path);
	if (!allow_fd(ruleset, fd, rule->access & all))
		return err_sys(err, "Landlock refused a rule for %s", rule->path);
	return true;
}

static bool allow_all(int ruleset, const struct sandbox *sb, uint64_t all, struct err *err)
{
	const struct rule *rules = sb->namespaces ? inside : outside;
	size_t count = sb->namespaces ? ARRAY_LEN(inside) : ARRAY_LEN(outside);

	for (size_t i = 0; i < count; i++)
		if (!allow(ruleset, sb->namespaces ? sb->root_fd : AT_FDCWD, &rules[i], all, err))
			return false;
	if (sb->namespaces)
		return true;
	for (size_t i = 0; i < sb->program_count; i++)
		if (!allow_fd(ruleset, sb->programs[i].fd, READ & all))
			return err_sys(err, "Landlock refused a rule for %s", sb->programs[i].path);
	if (!allow_fd(ruleset, sb->scratch_fd, all))
		return err_sys(err, "Landlock refused a rule for %s", sb->scratch_path);
	return true;
}

int landlock_rules(const struct sandbox *sb, struct err *err)
{
	int abi = landlock_abi();
	struct attributes a = { .fs = handled(abi) };
	AUTO(closep) int ruleset = -1;

	if (abi == 0)
		return -1;
	/* Namespaces hold those already; an actor's abstract socket must stay within reach. */
	if (abi >= 6 && !sb->namespaces)
		a.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &a,
		abi >= 6   ? 24
		: abi >= 4 ? 16
			   : 8,
		0);
	if (ruleset < 0) {
		err_sys(err, "Landlock refused a ruleset");
		return -2;
	}
	if (!allow_all(ruleset, sb, a.fs, err))
		return -2;
	return TAKE_FD(ruleset);
}

bool landlock_restrict(int ruleset, struct err *err)
{
	if (ruleset < 0 || syscall(SYS_landlock_restrict_self, ruleset, 0) == 0)
		return true;
	return err_sys(err, "Landlock refused to restrict this process");
}
