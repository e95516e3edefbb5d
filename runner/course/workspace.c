// SPDX-License-Identifier: MIT
#include "course/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "course/progress.h"
#include "course/workspace_parts.h"

enum { PROGRESS_FILE_MAX = 1 << 20 };

struct workspace {
	char *dir;
	char *note;
	int lock; /* held while open; -1 where the folder cannot be written */
	struct progress_store store;
};

/* ---- small things */

void time_text(char *out, size_t size, const char *format)
{
	time_t now = clock_wall_ns() / NS_PER_SEC;
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(out, size, format, &tm);
}

static long id_from_env(const char *name)
{
	const char *text = getenv(name);
	char *end = NULL;
	long id = text && *text ? strtol(text, &end, 10) : -1;

	return end && *end == '\0' && id >= 0 ? id : -1;
}

void give_to_user(const char *path)
{
	long uid = id_from_env("SUDO_UID"), gid = id_from_env("SUDO_GID");

	if (geteuid() == 0 && uid > 0 && lchown(path, uid, gid) < 0)
		return; /* a file system without owners: nothing is lost by it */
}

bool make_dirs_for_user(const char *path, struct err *err)
{
	AUTO(freep)
	char *first = xstrdup(path); /* the topmost that is missing: from there on all is ours */
	AUTO(freep) char *part = NULL;

	for (;;) {
		AUTO(freep) char *up = path_dir(first);

		if (file_exists(up) || strcmp(up, "/") == 0 || strcmp(up, ".") == 0)
			break;
		free(first);
		first = TAKE(up);
	}
	if (file_is_dir(path))
		return true;
	if (!file_make_dirs(path, err))
		return false;
	part = xstrdup(path);
	while (strlen(part) >= strlen(first)) {
		char *up = path_dir(part);

		give_to_user(part);
		free(part);
		part = up;
		if (strcmp(part, "/") == 0 || strcmp(part, ".") == 0)
			break;
	}
	return true;
}

static void add_note(struct workspace *w, const char *text)
{
	char *note = w->note ? xasprintf("%s\n%s", w->note, text) : xstrdup(text);

	free(w->note);
	w->note = note;
}

/* ---- which folder */

static bool has(const char *dir, const char *name)
{
	AUTO(freep) char *path = path_join(dir, name);

	return file_exists(path);
}

/* Whoever stands inside a workspace means that one. */
static char *dir_around(void)
{
	enum { LEVELS = 3 };
	AUTO(freep) char *dir = realpath(".", NULL);

	for (int i = 0; dir && i < LEVELS && strcmp(dir, "/") != 0; i++) {
		char *up;

		if (has(dir, "progress.json"))
			return TAKE(dir);
		up = path_dir(dir);
		free(dir);
		dir = up;
	}
	return NULL;
}

static char *state_file(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && state[0] == '/')
		return path_join(state, "socklings/workspace");
	return home && *home ? path_join(home, ".local/state/socklings/workspace") : NULL;
}

static char *dir_remembered(void)
{
	AUTO(freep) char *path = state_file();
	AUTO(buf_free) struct buf text = { 0 };

	if (!path || !file_read(path, PATH_MAX, 0, &text, NULL))
		return NULL;
	buf_cut(&text, strcspn(buf_str(&text), "\n"));
	return text.len > 0 && text.data[0] == '/' ? buf_take(&text) : NULL;
}

char *workspace_find_dir(const char *dir, const struct course *course)
{
	const char *said = getenv("SOCKLINGS_WORKSPACE");
	AUTO(freep) char *here = realpath(".", NULL);
	AUTO(freep) char *home = course ? realpath(course->dir, NULL) : NULL;
	bool beside = file_is_dir("workspace") || (here && home && strcmp(here, home) == 0);
	char *found;

	if (dir || (said && *said))
		return xstrdup(dir ? dir : said);
	found = beside ? NULL : dir_around();
	if (!found) /* before ./workspace, which nobody asked for: `init` said which files to edit */
		found = dir_remembered();
	return found ? found : xstrdup("./workspace");
}

bool workspace_remember(const char *dir, struct err *err)
{
	AUTO(freep) char *path = state_file();
	AUTO(freep) char *whole = realpath(dir, NULL);
	AUTO(freep) char *line = NULL;
	AUTO(freep) char *folder = NULL;

	if (!path)
		return err_set(err,
			"cannot remember the workspace: neither $HOME nor $XDG_STATE_HOME is set");
	if (!whole)
		return err_sys(err, "cannot remember the workspace %s", dir);
	folder = path_dir(path);
	line = xasprintf("%s\n", whole);
	if (!make_dirs_for_user(folder, err) || !file_write(path, bytes_of(line), err))
		return false;
	give_to_user(path);
	return true;
}

/* ---- progress on disk */

/* Held for a moment around reading and writing, so that two instances don't lose each other's progress. Where the file system
 * has no locks (or is read-only) it goes on without. Returns -1 then. */
static int save_lock(const struct workspace *w)
{
	AUTO(freep) char *path = path_join(w->dir, ".saving");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);

	if (fd < 0)
		return -1;
	give_to_user(path);
	while (flock(fd, LOCK_EX) < 0 && errno == EINTR)
		;
	return fd;
}

static bool rename_to_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	if (file_exists(to)) {
		errno = EEXIST;
		return false;
	}
	return rename(from, to) == 0;
}

/* Keeps a damaged file under another name, which *kept then is. */
static bool set_aside(const char *path, char **kept)
{
	char stamp[32];

	time_text(stamp, sizeof stamp, "%Y-%m-%dT%H-%M-%S");
	for (int n = 0; n < 100; n++) {
		AUTO(freep)
		char *name = n ? xasprintf("%s.damaged-%s.%d", path, stamp, n)
			       : xasprintf("%s.damaged-%s", path, stamp);

		if (rename_to_new(path, name)) {
			*kept = TAKE(name);
			return true;
		}
		if (errno != EEXIST)
			return false;
	}
	return false;
}

static bool keep_damaged(
	struct workspace *w, const char *path, const struct err *why, struct err *err)
{
	AUTO(freep) char *kept = NULL;
	AUTO(freep) char *note = NULL;

	if (!set_aside(path, &kept))
		return err_sys(
			err, "%s is damaged (%s), and it cannot be set aside", path, why->text);
	note = xasprintf(
		"Your progress could not be read (%s). The file was kept as %s, and progress "
		"begins anew; your programs are untouched.",
		why->text, kept);
	add_note(w, note);
	return true;
}

/* What is on disk now; nothing is no failure. What is there but cannot be read is set aside, unless it is only closed to us. */
static bool progress_load(struct workspace *w, struct progress_store *out, struct err *err)
{
	AUTO(freep) char *path = path_join(w->dir, "progress.json");
	AUTO(buf_free) struct buf text = { 0 };
	struct err why;
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT || err_sys(err, "cannot read %s", path);
	if (!file_read(path, PROGRESS_FILE_MAX, 0, &text, &why))
		return S_ISREG(st.st_mode) && st.st_size <= PROGRESS_FILE_MAX
			       ? err_set(err, "%s", why.text)
			       : keep_damaged(w, path, &why, err);
	switch (progress_parse(path, buf_bytes(&text), out, &why)) {
	case PROGRESS_READ: return true;
	case PROGRESS_NEWER: return err_set(err, "%s", why.text);
	case PROGRESS_DAMAGED: break;
	}
	progress_fini(out);
	return keep_damaged(w, path, &why, err);
}

static bool progress_save(struct workspace *w, struct err *err)
{
	AUTO(freep) char *path = path_join(w->dir, "progress.json");
	AUTO(closep) int lock = workspace_make(w, err) ? save_lock(w) : -1;
	AUTO(progress_fini) struct progress_store disk = { 0 };
	AUTO(buf_free) struct buf before = { 0 };
	AUTO(buf_free) struct buf text = { 0 };

	/* the lock is held until we return */
	if (lock < 0 && !file_is_dir(w->dir))
		return err_prefix(err, "progress is not saved");
	if (!progress_load(w, &disk, err))
		return err_prefix(err, "progress is not saved");
	progress_text(&disk, &before);
	progress_merge(&disk, &w->store);
	progress_text(&disk, &text);
	if (!bytes_equal(buf_bytes(&before), buf_bytes(&text))) { /* else it says so already */
		if (!file_write(path, buf_bytes(&text), err))
			return err_prefix(err, "progress is not saved");
		give_to_user(path);
	}
	progress_fini(&w->store);
	w->store = disk;
	disk = (struct progress_store){ 0 };
	return true;
}

/* An instance that was killed while saving leaves its half-written copy. While we hold the lock nobody else writes one. */
static void sweep(const struct workspace *w)
{
	static const char stem[] = "progress.json.";
	AUTO(closep) int lock = save_lock(w);
	AUTO(strv_freep) char **names = lock >= 0 ? file_list(w->dir, NULL) : NULL;

	for (size_t i = 0; names && names[i]; i++) {
		AUTO(freep) char *path = path_join(w->dir, names[i]);

		if (strncmp(names[i], stem, strlen(stem)) == 0 &&
			strlen(names[i]) == strlen(stem) + 6)
			unlink(path);
	}
}

/* ---- opening */

static void take_lock(struct workspace *w, bool *others)
{
	AUTO(freep) char *path = path_join(w->dir, ".lock");

	w->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (w->lock < 0)
		return; /* a folder that cannot be written can still be read */
	give_to_user(path);
	if (flock(w->lock, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK && others)
		*others = true;
}

struct workspace *workspace_open(const char *dir, bool *others, struct err *err)
{
	AUTO(workspace_closep) struct workspace *w = xcalloc(1, sizeof *w);

	w->dir = xstrdup(dir);
	w->lock = -1;
	if (others)
		*others = false;
	if (access(dir, F_OK) < 0 && errno == ENOENT)
		return TAKE(w);
	if (!workspace_make(w, err))
		return NULL;
	take_lock(w, others);
	sweep(w);
	return progress_load(w, &w->store, err) ? TAKE(w) : NULL;
}

bool workspace_make(struct workspace *w, struct err *err)
{
	struct err why = { "" };

	if (file_is_dir(w->dir))
		return true;
	if (!make_dirs_for_user(w->dir, &why))
		return err_set(err,
			"cannot make the workspace: %s; `socklings init DIR` makes it in a folder "
			"where you may write",
			why.text);
	if (w->lock < 0)
		take_lock(w, NULL);
	return true;
}

void workspace_close(struct workspace *w)
{
	if (!w)
		return;
	closep(&w->lock);
	progress_fini(&w->store);
	free(w->note);
	free(w->dir);
	free(w);
}

void workspace_closep(struct workspace **w)
{
	workspace_close(*w);
	*w = NULL;
}

const char *workspace_dir(const struct workspace *w)
{
	return w->dir;
}

const char *workspace_note(const struct workspace *w)
{
	return w->note;
}

/* ---- progress */

const struct progress *workspace_progress(const struct workspace *w, const char *id)
{
	static const struct progress unknown;
	const struct progress *found = progress_find(&w->store, id);

	return found ? found : &unknown;
}

bool workspace_add_progress(
	struct workspace *w, const char *id, const struct progress *more, struct err *err)
{
	struct progress now = *more;

	time_text(now.when, sizeof now.when, "%Y-%m-%dT%H:%M:%S%z");
	progress_add(&w->store, id, &now);
	return progress_save(w, err);
}

const char *workspace_place(const struct workspace *w)
{
	return w->store.place ? w->store.place : "";
}

bool workspace_set_place(struct workspace *w, const char *id, struct err *err)
{
	progress_put_place(&w->store, id, true);
	return progress_save(w, err);
}

const char *workspace_setting(const struct workspace *w, const char *name)
{
	const char *value = progress_setting(&w->store, name);

	return value ? value : "";
}

bool workspace_set_setting(
	struct workspace *w, const char *name, const char *value, struct err *err)
{
	progress_put_setting(&w->store, name, value, true);
	return progress_save(w, err);
}
