// SPDX-License-Identifier: MIT
#include "check/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/file.h"

/* What identifies a saved state without reading it: an editor that renames changes the inode, one that writes in place the time. */
struct state {
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct file_watch {
	char *path;
	int fd;
	bool deaf; /* the folder does not tell (a network file system, or it was replaced): look every half second */
	struct state last;
};

static struct state look(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return (struct state){ 0 };
	return (struct state){ st.st_ino, st.st_size, st.st_mtim };
}

static bool same(const struct state *a, const struct state *b)
{
	return a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool is_remote(const char *path)
{
	static const long kinds[] = { 0x6969 /* NFS */, 0xff534d42 /* CIFS */,
		0xfe534d42 /* SMB2 */, 0x01021997 /* 9p */, 0x65735546 /* FUSE */ };
	struct statfs fs;

	if (statfs(path, &fs) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if ((uint32_t)fs.f_type == (uint32_t)kinds[i])
			return true;
	return false;
}

struct file_watch *file_watch_new(const char *path, struct err *err)
{
	AUTO(freep) char *dir = path_dir(path);
	struct file_watch *w = xcalloc(1, sizeof *w);

	w->path = xstrdup(path);
	w->last = look(path);
	w->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (w->fd < 0 || inotify_add_watch(w->fd, dir,
				 IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_MOVE_SELF) < 0) {
		if (!file_is_dir(dir)) {
			err_sys(err, "cannot watch %s", dir);
			file_watch_free(w);
			return NULL;
		}
		w->deaf = true; /* out of watches: looking still works */
	}
	w->deaf = w->deaf || is_remote(dir);
	return w;
}

void file_watch_free(struct file_watch *w)
{
	if (!w)
		return;
	closep(&w->fd);
	free(w->path);
	free(w);
}

int file_watch_fd(const struct file_watch *w)
{
	return w->fd;
}

int file_watch_patience(const struct file_watch *w)
{
	return w->deaf ? 500 : -1;
}

/* The folder itself is gone, or elsewhere: one that takes its place will not tell. */
static bool lost_folder(const char *buffer, ssize_t len)
{
	const struct inotify_event *ev;

	for (ssize_t at = 0; at < len; at += sizeof *ev + ev->len) {
		ev = (const void *)(buffer + at);
		if (ev->mask & (IN_IGNORED | IN_MOVE_SELF))
			return true;
	}
	return false;
}

bool file_watch_changed(struct file_watch *w)
{
	char buffer[4096] __attribute__((aligned(8)));
	struct state now;
	ssize_t n;

	while (w->fd >= 0 && (n = read(w->fd, buffer, sizeof buffer)) > 0)
		w->deaf = w->deaf || lost_folder(buffer, n);
	now = look(w->path);
	/* Between unlink and rename there is no file: that is not a save. */
	if (!now.inode || same(&now, &w->last))
		return false;
	w->last = now;
	return true;
}
