// SPDX-License-Identifier: MIT
/* compile_cache.c
 * Programs, kept by the hash of all that went into them. A slot is two files: the binary and what
 * the compiler said about it, so that a warning is told every time. Both get their names by
 * rename(), so many may compile the same at once. Nothing is synced: after a crash a slot that is
 * not whole is only made again.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "stage/compile_parts.h"

enum { SAID_MAX = 4 << 20, HOUR = 3600 };

/* Ahead of the events: the size that the program has when it is whole. */
struct said_head {
	char magic[8];
	uint64_t program_size;
};
static const char magic[8] = "said 1\n";

char *compile_cache_dir(void)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME"), *tmp = getenv("TMPDIR");

	if (xdg && xdg[0] == '/')
		return xasprintf("%s/socklings", xdg);
	if (home && home[0] == '/' && access(home, W_OK | X_OK) == 0)
		return xasprintf("%s/.cache/socklings", home);
	return xasprintf("%s/socklings-%u", tmp && tmp[0] == '/' ? tmp : "/tmp", geteuid());
}

/* Programs are run from here: nobody else may be able to put one in. */
static bool is_private(const char *dir, struct err *err)
{
	struct stat st;

	if (lstat(dir, &st) != 0)
		return err_sys(err, "cannot look at the cache folder %s", dir);
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 022))
		return err_set(err,
			"the cache folder %s is not yours alone: remove it, or set XDG_CACHE_HOME "
			"to a folder that is",
			dir);
	return true;
}

bool cache_open(const char *cache_dir, const char *key, struct cache_slot *slot, struct err *err)
{
	AUTO(freep) char *up = path_dir(cache_dir);

	*slot = (struct cache_slot){
		.dir = xasprintf("%s/%.2s", cache_dir, key),
		.program = xasprintf("%s/%.2s/%s", cache_dir, key, key),
		.said = xasprintf("%s/%.2s/%s.said", cache_dir, key, key),
		.fresh = xasprintf("%s/%.2s/.%s.%d.%llu", cache_dir, key, key, getpid(),
			(unsigned long long)clock_steady_ns()),
	};
	if (!file_make_dirs(up, err) || (mkdir(cache_dir, 0700) != 0 && errno != EEXIST) ||
		!is_private(cache_dir, err)) {
		if (err->text[0] == '\0')
			err_sys(err, "cannot make the cache folder %s", cache_dir);
		return false;
	}
	if (mkdir(slot->dir, 0700) != 0 && errno != EEXIST)
		return err_sys(err, "cannot make the cache folder %s", slot->dir);
	return true;
}

void cache_close(struct cache_slot *slot)
{
	free(slot->dir);
	free(slot->program);
	free(slot->said);
	free(slot->fresh);
	*slot = (struct cache_slot){ 0 };
}

/* The size of a binary, 0 if it is none. */
static uint64_t whole_program(const char *path)
{
	AUTO(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char begin[4];
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || !(st.st_mode & 0111) ||
		read(fd, begin, 4) != 4 || memcmp(begin, "\177ELF", 4) != 0)
		return 0;
	return (uint64_t)st.st_size;
}

static bool unpack_all(struct bytes packed, struct timeline *said)
{
	while (packed.len > 0) {
		struct event ev;
		size_t used = 0;

		if (event_unpack(packed, &ev, &used) != 1 || ev.kind != EVENT_DIAGNOSTIC)
			return false;
		ev.id = 0;
		timeline_add(said, &ev);
		packed.at += used;
		packed.len -= used;
	}
	return true;
}

bool cache_get(const struct cache_slot *slot, struct timeline *said)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct said_head head;
	uint64_t size = whole_program(slot->program);

	if (size == 0 || !file_read(slot->said, SAID_MAX, FILE_NO_LINKS, &text, NULL) ||
		text.len < sizeof(head))
		return false;
	memcpy(&head, text.data, sizeof(head));
	if (memcmp(head.magic, magic, sizeof(magic)) != 0 || head.program_size != size)
		return false;
	if (!unpack_all((struct bytes){ (const uint8_t *)text.data + sizeof(head),
				text.len - sizeof(head) },
		    said))
		return false;
	/* What is used stays. */
	utimensat(AT_FDCWD, slot->program, NULL, 0);
	return true;
}

static bool write_said(const char *path, const struct buf *content)
{
	AUTO(closep) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	return fd >= 0 && write(fd, content->data, content->len) == (ssize_t)content->len;
}

bool cache_put(const struct cache_slot *slot, const struct timeline *said, struct err *err)
{
	struct said_head head = { .program_size = whole_program(slot->fresh) };
	AUTO(buf_free) struct buf content = { 0 };
	AUTO(freep) char *fresh_said = xasprintf("%s.said", slot->fresh);

	memcpy(head.magic, magic, sizeof(magic));
	buf_add(&content, &head, sizeof(head));
	for (size_t i = 0; i < timeline_count(said); i++)
		event_pack(timeline_at(said, i), &content);
	if (head.program_size > 0 && write_said(fresh_said, &content) &&
		rename(fresh_said, slot->said) == 0 && rename(slot->fresh, slot->program) == 0)
		return true;
	err_sys(err, "cannot put the program into the cache folder %s", slot->dir);
	unlink(fresh_said);
	unlink(slot->fresh);
	return false;
}

/* ---- pruning */

struct kept {
	char *path;
	time_t used;
};
struct pruning {
	struct kept *list;
	size_t count, cap;
	time_t now;
};

static void look_at(struct pruning *p, const char *dir, const char *name)
{
	AUTO(freep) char *path = path_join(dir, name);
	size_t len = strlen(name);
	struct stat st;

	if (name[0] == '.') { /* in the making, or left behind by somebody who was killed */
		if (len > 64 && lstat(path, &st) == 0 && p->now - st.st_mtime > HOUR)
			unlink(path);
		return;
	}
	if (len != 64 || lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	grow(&p->list, &p->cap, p->count, sizeof(*p->list));
	p->list[p->count++] = (struct kept){ TAKE(path), st.st_mtime };
}

static void look_through(struct pruning *p, const char *dir)
{
	DIR *d = opendir(dir);

	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));)
		look_at(p, dir, e->d_name);
	closedir(d);
}

static int newest_first(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	return (x->used < y->used) - (x->used > y->used);
}

void cache_prune(const char *cache_dir, size_t keep)
{
	struct pruning p = { .now = time(NULL) };

	for (unsigned i = 0; i < 256; i++) {
		AUTO(freep) char *dir = xasprintf("%s/%02x", cache_dir, i);
		look_through(&p, dir);
	}
	if (p.count > keep)
		qsort(p.list, p.count, sizeof(*p.list), newest_first);
	for (size_t i = 0; i < p.count; i++) {
		AUTO(freep) char *said = xasprintf("%s.said", p.list[i].path);

		/* Somebody may be about to run what was made just now. */
		if (i >= keep && p.now - p.list[i].used > 60) {
			unlink(p.list[i].path);
			unlink(said);
		}
		free(p.list[i].path);
	}
	free(p.list);
}
