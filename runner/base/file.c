// SPDX-License-Identifier: MIT
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kind_of(mode_t mode)
{
	static const struct {
		mode_t type;
		const char *name;
	} kinds[] = {
		{ S_IFDIR, "a folder" },
		{ S_IFIFO, "a named pipe (FIFO)" },
		{ S_IFSOCK, "a local socket" },
		{ S_IFCHR, "a device" },
		{ S_IFBLK, "a device" },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if ((mode & S_IFMT) == kinds[i].type)
			return kinds[i].name;
	return "not a file";
}

static bool read_all(int fd, size_t max, struct buf *out)
{
	char chunk[16384];

	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			return true;
		buf_add(out, chunk, n);
		if (out->len > max) { /* it grew since we looked */
			errno = EFBIG;
			return false;
		}
	}
}

bool file_read(const char *path, size_t max, int flags, struct buf *out, struct err *err)
{
	int links = flags & FILE_NO_LINKS ? O_NOFOLLOW : 0;
	/* O_NONBLOCK: opening a FIFO must not wait for its writer */
	AUTO(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | links);
	struct stat st;

	if (fd < 0 && errno == ELOOP && links)
		return err_set(err, "%s is a symbolic link, and a real file is wanted here", path);
	if (fd < 0)
		return err_sys(err, "cannot open %s", path);
	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s is %s, not a regular file", path, kind_of(st.st_mode));
	if ((uint64_t)st.st_size > max)
		return err_set(err, "%s is too large: %lld bytes, and at most %zu are read", path,
			(long long)st.st_size, max);
	buf_cut(out, 0);
	if (!read_all(fd, max, out))
		return err_sys(err, "cannot read %s", path);
	return true;
}

static bool write_all(int fd, struct bytes b)
{
	for (size_t done = 0; done < b.len;) {
		ssize_t n = write(fd, b.at + done, b.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		done += n;
	}
	return true;
}

/* The rename is only as lasting as the folder that records it. */
static void sync_dir_of(const char *path)
{
	AUTO(freep) char *dir = path_dir(path);
	AUTO(closep) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		fsync(fd);
}

bool file_write(const char *path, struct bytes content, struct err *err)
{
	AUTO(freep) char *tmp = xasprintf("%s.XXXXXX", path);
	AUTO(closep) int fd = mkostemp(tmp, O_CLOEXEC);
	mode_t mask = umask(0);

	umask(mask);
	if (fd < 0)
		return err_sys(err, "cannot save %s", path);
	if (!write_all(fd, content) || fchmod(fd, 0666 & ~mask) < 0 || fsync(fd) < 0 ||
		rename(tmp, path) < 0) {
		err_sys(err, "cannot save %s (what was there is untouched)", path);
		unlink(tmp);
		return false;
	}
	sync_dir_of(path);
	return true;
}

bool file_copy(const char *from, const char *to, struct err *err)
{
	AUTO(buf_free) struct buf content = { 0 };

	return file_read(from, 64 << 20, 0, &content, err) &&
	       file_write(to, buf_bytes(&content), err);
}

bool file_make_dirs(const char *path, struct err *err)
{
	AUTO(freep) char *part = xstrdup(path);

	for (char *at = part + 1;; at++) {
		char was = *at;

		if (was != '/' && was != '\0')
			continue;
		*at = '\0';
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			return err_sys(err, "cannot make the folder %s", part);
		*at = was;
		if (was == '\0')
			break;
	}
	if (!file_is_dir(path))
		return err_set(
			err, "cannot make the folder %s: something else has that name", path);
	return true;
}

static bool remove_in(int parent, const char *name);

static bool empty_dir(int fd)
{
	DIR *dir = fdopendir(fd); /* takes fd */
	bool ok = dir != NULL;

	if (!dir) {
		close(fd);
		return false;
	}
	for (struct dirent *e; ok && (e = readdir(dir));)
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			ok = remove_in(dirfd(dir), e->d_name);
	closedir(dir);
	return ok;
}

static bool remove_in(int parent, const char *name)
{
	int fd;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)
		return false;
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 && empty_dir(fd) && unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

bool file_remove_tree(const char *path, struct err *err)
{
	return remove_in(AT_FDCWD, path) || err_sys(err, "cannot remove %s", path);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **file_list(const char *path, struct err *err)
{
	DIR *dir = opendir(path);
	char **list = NULL;
	size_t n = 0, cap = 0;

	if (!dir) {
		err_sys(err, "cannot read the folder %s", path);
		return NULL;
	}
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		grow(&list, &cap, n, sizeof *list);
		list[n++] = xstrdup(e->d_name);
	}
	closedir(dir);
	if (n)
		qsort(list, n, sizeof *list, by_name);
	grow(&list, &cap, n, sizeof *list);
	list[n] = NULL;
	return list;
}

char *path_join(const char *a, const char *b)
{
	size_t len = strlen(a);

	if (b[0] == '/' || len == 0)
		return xstrdup(b);
	return xasprintf("%s%s%s", a, a[len - 1] == '/' ? "" : "/", b);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, slash - path);
}

void strv_free(char **list)
{
	for (size_t i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

void strv_freep(char ***list)
{
	strv_free(*list);
	*list = NULL;
}

size_t strv_len(char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}
