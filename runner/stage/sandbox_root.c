// SPDX-License-Identifier: MIT
/* sandbox_root.c
 * The files a program may see: one small tmpfs, with the system's programs and libraries bound
 * into it read-only, four devices, a few lines of /etc, and one folder to write in. Everything
 * else of the host is absent, not merely forbidden.
 *
 * It costs about 0.2 ms, so every system call here was weighed: what is short is written, what is
 * long is bound.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/mount.h>
#include "stage/sandbox_parts.h"

enum { INODES = 4096, DEFAULT_BYTES = 16 << 20 };

/* Folders that exist wherever there is a Linux, and that nobody in the manager will miss. */
static const char *const places[] = { "/mnt", "/srv", "/media", "/opt", "/tmp" };

static const char *const folders[] = { "usr", "proc", "dev", "etc", "scratch", "program" };

/* Symlinks into /usr on most systems, folders on some, absent on others. */
static const char *const bound_or_linked[] = { "bin", "lib", "lib64", "etc/localtime" };
static const char *const bound_files[] = { "etc/ld.so.cache", "etc/services", "etc/protocols" };
static const char *const devices[] = { "dev/null", "dev/zero", "dev/full", "dev/urandom" };

static const struct {
	const char *name, *text;
} written[] = {
	{ "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\nnetworks: "
			       "files\nservices: files\nprotocols: files\n" },
	{ "etc/hosts", "127.0.0.1\tlocalhost socklings\n::1\tlocalhost ip6-localhost socklings\n" },
};

static bool write_file(const char *name, const char *text, struct err *err)
{
	AUTO(closep) int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		return err_sys(err, "cannot write %s of the sandbox", name);
	return true;
}

static bool write_etc(struct err *err)
{
	char passwd[256];

	for (size_t i = 0; i < ARRAY_LEN(written); i++)
		if (!write_file(written[i].name, written[i].text, err))
			return false;
	snprintf(passwd, sizeof(passwd),
		"root:x:0:0:root:/:/bin/sh\nyou:x:%u:%u:you:/scratch:/bin/sh\n", geteuid(),
		getegid());
	return write_file("etc/passwd", passwd, err);
}

/* `name` is relative to the new root, which is the cwd; on the host it is the same after a
 * slash. */
static bool bind_host(const char *name, struct err *err)
{
	char host[64];

	snprintf(host, sizeof(host), "/%s", name);
	if (mount(host, name, NULL, MS_BIND, NULL) != 0)
		return err_sys(err, "cannot bind %s into the sandbox", host);
	return true;
}

static bool bind_file(const char *name, struct err *err)
{
	char host[64];

	snprintf(host, sizeof(host), "/%s", name);
	if (access(host, R_OK) != 0)
		return true; /* a small system without it */
	if (mknod(name, S_IFREG | 0444, 0) != 0)
		return err_sys(err, "cannot make %s in the sandbox", name);
	return bind_host(name, err);
}

static bool bind_or_link(const char *name, struct err *err)
{
	char host[64], target[256];
	struct stat st;
	ssize_t len;

	snprintf(host, sizeof(host), "/%s", name);
	if (lstat(host, &st) != 0)
		return true;
	if (S_ISREG(st.st_mode))
		return bind_file(name, err);
	if (S_ISDIR(st.st_mode)) {
		if (mkdir(name, 0755) != 0)
			return err_sys(err, "cannot make %s in the sandbox", name);
		return bind_host(name, err);
	}
	len = readlink(host, target, sizeof(target) - 1);
	target[len < 0 ? 0 : len] = '\0';
	if (len <= 0 || symlink(target, name) != 0)
		return err_sys(err, "cannot link %s in the sandbox", name);
	return true;
}

static bool make_folders(struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (mkdir(folders[i], 0755) != 0)
			return err_sys(err, "cannot make %s in the sandbox", folders[i]);
	/* Local sockets are by custom made in /tmp. */
	if (symlink("scratch", "tmp") != 0)
		return err_sys(err, "cannot link tmp in the sandbox");
	return true;
}

/* A sanitizer that tells where a program crashed would read all that there is of the system's libraries: a tenth of a second, for
 * frames that nobody wants to see. */
static bool hide_debug_files(struct err *err)
{
	if (access("usr/lib/debug", F_OK) != 0 ||
		mount("tmpfs", "usr/lib/debug", "tmpfs",
			MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,mode=0555") == 0)
		return true;
	return err_sys(err, "cannot hide /usr/lib/debug in the sandbox");
}

static bool bind_system(struct err *err)
{
	if (!bind_host("usr", err) || !hide_debug_files(err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(bound_or_linked); i++)
		if (!bind_or_link(bound_or_linked[i], err))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(bound_files); i++)
		if (!bind_file(bound_files[i], err))
			return false;
	return true;
}

static bool bind_programs(struct sandbox *sb, struct err *err)
{
	for (size_t i = 0; i < sb->program_count; i++) {
		struct sandbox_program *p = &sb->programs[i];

		if (mknod(p->inside + 1, S_IFREG | 0555, 0) != 0)
			return err_sys(err, "cannot make %s in the sandbox", p->inside);
		if (syscall(SYS_move_mount, p->tree, "", AT_FDCWD, p->inside + 1,
			    MOVE_MOUNT_F_EMPTY_PATH) != 0)
			return err_sys(err, "cannot bind %s into the sandbox", p->path);
		closep(&p->tree);
	}
	return true;
}

/* Linux before 5.12: one mount after another, keeping the flags that the kernel holds fixed. */
static bool read_only_one(const char *name, struct err *err)
{
	unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV;
	struct statvfs fs;

	if (statvfs(name, &fs) == 0)
		flags |= fs.f_flag & (ST_NOEXEC | ST_NOATIME | ST_NODIRATIME | ST_RELATIME);
	if (mount(NULL, name, NULL, flags, NULL) == 0 || errno == EINVAL || errno == ENOENT)
		return true; /* EINVAL: a name that is no mount of its own here */
	return err_sys(err, "cannot make %s of the sandbox read-only", name);
}

static bool read_only_each(const struct sandbox *sb, struct err *err)
{
	if (!read_only_one(".", err) || !read_only_one("usr", err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(bound_or_linked); i++)
		if (!read_only_one(bound_or_linked[i], err))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(bound_files); i++)
		if (!read_only_one(bound_files[i], err))
			return false;
	for (size_t i = 0; i < sb->program_count; i++)
		if (!read_only_one(sb->programs[i].inside + 1, err))
			return false;
	return true;
}

static bool read_only(const struct sandbox *sb, struct err *err)
{
	struct mount_attr attr = {
		.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
	};

	if (syscall(SYS_mount_setattr, AT_FDCWD, ".", AT_RECURSIVE, &attr, sizeof(attr)) == 0)
		return true;
	if (errno != ENOSYS)
		return err_sys(err, "cannot make the sandbox's files read-only");
	return read_only_each(sb, err);
}

/* Those that must be bound after the rest became read-only and without devices. */
static bool bind_devices_and_scratch(struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(devices); i++)
		if (!bind_host(devices[i], err))
			return false;
	if (mount("scratch", "scratch", NULL, MS_BIND, NULL) != 0 ||
		mount(NULL, "scratch", NULL, MS_BIND | MS_REMOUNT | MS_NOSUID | MS_NODEV, NULL) !=
			0)
		return err_sys(err, "cannot bind the sandbox's scratch folder");
	return true;
}

static bool make_device_files(struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(devices); i++)
		if (mknod(devices[i], S_IFREG | 0644, 0) != 0)
			return err_sys(err, "cannot make %s in the sandbox", devices[i]);
	return true;
}

static bool mount_tmpfs(struct sandbox *sb, uint64_t bytes, struct err *err)
{
	char options[96];

	snprintf(options, sizeof(options), "size=%llu,nr_inodes=%d,mode=755",
		(unsigned long long)(bytes ? bytes : DEFAULT_BYTES), INODES);
	for (size_t i = 0; i < ARRAY_LEN(places) && !sb->root; i++)
		if (mount("socklings", places[i], "tmpfs", MS_NOSUID | MS_NODEV, options) == 0)
			sb->root = places[i];
		else if (errno != ENOENT && errno != ENOTDIR)
			return err_sys(err, "cannot mount a tmpfs on %s in the new mount namespace",
				places[i]);
	if (!sb->root)
		return err_set(err, "no folder to build a sandbox on: there is none of /mnt, /srv, "
				    "/media, /opt, /tmp");
	return true;
}

static bool fill(struct sandbox *sb, struct err *err)
{
	return make_folders(err) && make_device_files(err) && bind_system(err) && write_etc(err) &&
	       bind_programs(sb, err) && read_only(sb, err) && bind_devices_and_scratch(err);
}

bool sandbox_root_build(struct sandbox *sb, uint64_t bytes, struct err *err)
{
	AUTO(closep) int was = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	mode_t mask = umask(0);
	bool good;

	if (!mount_tmpfs(sb, bytes, err))
		return false;
	if (chdir(sb->root) != 0)
		return err_sys(err, "cannot enter the sandbox's root");
	good = fill(sb, err);
	umask(mask);
	if (!good)
		return false;
	sb->root_fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	sb->scratch_fd = open("scratch", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	sb->scratch_path = xasprintf("%s/scratch", sb->root);
	if (sb->root_fd < 0 || sb->scratch_fd < 0)
		return err_sys(err, "cannot open the sandbox's root");
	/* A cwd that we may not enter again as nobody is none worth keeping. */
	if (was < 0 || fchdir(was) != 0)
		return chdir("/") == 0 || err_sys(err, "cannot return to /");
	return true;
}

bool sandbox_root_proc(const struct sandbox *sb, struct err *err)
{
	int fd;

	if (fchdir(sb->root_fd) != 0 ||
		mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
		return err_sys(err, "cannot mount /proc for the sandbox");
	if (!sb->really_root)
		return true;
	/* RLIMIT_NPROC does not bind uid 0; since Linux 6.14 a pid namespace has a limit of its
	 * own. Before, this is refused. */
	fd = open("proc/sys/kernel/pid_max", O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, "320", 3) < 0)
		errno = 0;
	closep(&fd);
	return true;
}
