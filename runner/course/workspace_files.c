// SPDX-License-Identifier: MIT
/* The learner's copies of the handouts: made, reset with a dated backup, and taken back. */
#include "course/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "course/workspace_parts.h"

enum { STAMP_LEN = sizeof "2025-01-31T12-00-00" - 1 };

char *workspace_path(const struct workspace *w, const struct exercise *e)
{
	AUTO(freep) char *file = xasprintf("%s.c", e->name);

	return path_join(workspace_dir(w), file);
}

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* A second name for what is at `from`, or a copy where there are no hard links; never over something. */
static bool double_name(const char *from, const char *to, struct err *err)
{
	if (linkat(AT_FDCWD, from, AT_FDCWD, to, 0) == 0)
		return true;
	if (errno == EEXIST || errno == ENOENT || is_there(to))
		return err_sys(err, "cannot make %s", to);
	return file_copy(from, to, err);
}

/* The handout, complete, under a name of its own beside the learner's file. */
static bool prepare_handout(struct workspace *w, const struct exercise *e, const char *path,
	char **ready, struct err *err)
{
	AUTO(freep) char *dir = path_dir(path);
	AUTO(freep) char *name = xasprintf("%s/.%s.%d.new", dir, path_base(path), (int)getpid());

	if (!workspace_make(w, err) || !make_dirs_for_user(dir, err))
		return false;
	if (!file_copy(e->handout_path, name, err))
		return err_prefix(err, "cannot copy the handout of %s", e->id);
	give_to_user(name);
	*ready = TAKE(name);
	return true;
}

bool workspace_file(struct workspace *w, const struct exercise *e, struct err *err)
{
	AUTO(freep) char *path = workspace_path(w, e);
	AUTO(freep) char *ready = NULL;
	struct err why;
	bool ok;

	if (is_there(path))
		return true;
	if (!prepare_handout(w, e, path, &ready, err))
		return false;
	/* an editor that saves by renaming may just have put a file there: that one stays */
	ok = double_name(ready, path, &why) || is_there(path) || err_set(err, "%s", why.text);
	unlink(ready);
	give_to_user(path);
	return ok;
}

/* ---- backups: DIR/.backup/NN-name/K-name.c.2025-01-31T12-00-00[.n] */

struct backup {
	char stamp[STAMP_LEN + 1];
	int n; /* of those in one second */
};

static bool backup_parse(const char *name, const char *base, struct backup *out)
{
	size_t len = strlen(base);
	int end = 0;

	if (strncmp(name, base, len) != 0 || name[len] != '.' || strlen(name) < len + 1 + STAMP_LEN)
		return false;
	memcpy(out->stamp, name + len + 1, STAMP_LEN);
	out->stamp[STAMP_LEN] = '\0';
	name += len + 1 + STAMP_LEN;
	out->n = 0;
	if (strspn(out->stamp, "0123456789-T") != STAMP_LEN)
		return false;
	return !*name || (sscanf(name, ".%9d%n", &out->n, &end) == 1 && !name[end]);
}

static int backup_order(const struct backup *a, const struct backup *b)
{
	int by_stamp = strcmp(a->stamp, b->stamp);

	return by_stamp ? by_stamp : a->n - b->n;
}

static char *backup_dir(const struct workspace *w, const struct exercise *e)
{
	AUTO(freep) char *file = xasprintf(".backup/%s", e->name);
	AUTO(freep) char *dir = path_dir(file);

	return path_join(workspace_dir(w), dir);
}

static char *backup_path(const char *dir, const char *base, const struct backup *b)
{
	return b->n ? xasprintf("%s/%s.%s.%d", dir, base, b->stamp, b->n)
		    : xasprintf("%s/%s.%s", dir, base, b->stamp);
}

/* False where there is none. */
static bool backup_newest(const char *dir, const char *base, struct backup *out)
{
	AUTO(strv_freep) char **names = file_is_dir(dir) ? file_list(dir, NULL) : NULL;
	struct backup b;
	bool found = false;

	for (size_t i = 0; names && names[i]; i++)
		if (backup_parse(names[i], base, &b) && (!found || backup_order(&b, out) > 0)) {
			*out = b;
			found = true;
		}
	return found;
}

/* Later than every other, also where the clock was set back. */
static struct backup backup_next(const char *dir, const char *base)
{
	struct backup b = { .n = 0 }, newest;

	time_text(b.stamp, sizeof b.stamp, "%Y-%m-%dT%H-%M-%S");
	if (backup_newest(dir, base, &newest) && strcmp(newest.stamp, b.stamp) >= 0) {
		b = newest;
		b.n++;
	}
	return b;
}

/* Gives what is at `path` a second name among the backups. */
static bool backup_make(const struct workspace *w, const struct exercise *e, const char *path,
	char **made, struct err *err)
{
	AUTO(freep) char *dir = backup_dir(w, e);
	AUTO(freep) char *to = NULL;
	struct stat st;
	struct backup b;

	if (!make_dirs_for_user(dir, err))
		return err_prefix(err, "no backup can be made");
	b = backup_next(dir, path_base(path));
	to = backup_path(dir, path_base(path), &b);
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		if (rename(path, to) < 0) /* a folder can have only one name */
			return err_sys(err, "cannot move %s to %s", path, to);
	} else if (!double_name(path, to, err)) {
		return err_prefix(err, "no backup can be made");
	}
	give_to_user(to);
	*made = TAKE(to);
	return true;
}

bool workspace_reset(struct workspace *w, const struct exercise *e, char **backup, struct err *err)
{
	AUTO(freep) char *path = workspace_path(w, e);
	AUTO(freep) char *ready = NULL;
	AUTO(freep) char *made = NULL;

	if (!prepare_handout(w, e, path, &ready, err))
		return false;
	if (is_there(path) && !backup_make(w, e, path, &made, err)) {
		unlink(ready);
		return false;
	}
	if (rename(ready, path) < 0) {
		err_sys(err, "cannot put the handout at %s", path);
		unlink(ready);
		return false;
	}
	if (backup)
		*backup = TAKE(made);
	return true;
}

bool workspace_undo(struct workspace *w, const struct exercise *e, char **restored, struct err *err)
{
	AUTO(freep) char *path = workspace_path(w, e);
	AUTO(freep) char *folder = path_dir(path);
	AUTO(freep) char *dir = backup_dir(w, e);
	AUTO(freep) char *from = NULL;
	AUTO(freep) char *made = NULL;
	struct backup newest;

	if (!backup_newest(dir, path_base(path), &newest))
		return err_set(err, "there is no backup of %s to take back", e->name);
	from = backup_path(dir, path_base(path), &newest);
	if (!make_dirs_for_user(folder, err) ||
		(is_there(path) && !backup_make(w, e, path, &made, err)))
		return false;
	if (rename(from, path) < 0)
		return err_sys(err, "cannot take %s back", from);
	if (restored)
		*restored = TAKE(from);
	return true;
}
