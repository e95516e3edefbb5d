// SPDX-License-Identifier: MIT
/* What a player may ask about the programs' sockets. */
#include <dirent.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stage/manager.h"
#include "stage/quiet.h"

int stage_scratch_fd(const struct stage *s)
{
	return sandbox_scratch_fd(s->sandbox);
}

size_t stage_listeners(struct stage *s, struct socket_event *out, size_t max)
{
	return kernel_listeners(&s->kernel, out, max);
}

bool stage_socket(struct stage *s, int proto, const struct address *local,
	const struct address *remote, struct socket_event *out)
{
	struct kernel_socket found;

	if (!kernel_ask(&s->kernel, proto, local, remote, &found))
		return false;
	*out = found.ev;
	return true;
}

/* ---- the sockets of a program, by its descriptors */

struct inodes {
	uint64_t *list; /* owned */
	size_t count, cap;
};

static void add_inode(struct inodes *all, uint64_t inode)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i] == inode)
			return; /* the same socket in another descriptor or process */
	grow(&all->list, &all->cap, all->count, sizeof *all->list);
	all->list[all->count++] = inode;
}

static void add_inodes_of(const struct stage *s, pid_t tgid, struct inodes *all)
{
	static const char before[] = "socket:[";
	char path[32];
	int fd;
	DIR *dir;

	snprintf(path, sizeof path, "%d/fd", (int)tgid);
	fd = openat(s->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		closep(&fd);
		return;
	}
	for (struct dirent *e; (e = readdir(dir));) {
		char target[64];
		ssize_t n = readlinkat(dirfd(dir), e->d_name, target, sizeof target - 1);

		if (n <= (ssize_t)sizeof before)
			continue;
		target[n] = '\0';
		if (!strncmp(target, before, sizeof before - 1))
			add_inode(all, strtoull(target + sizeof before - 1, NULL, 10));
	}
	closedir(dir);
}

enum { PROCESSES_ASKED = 64 };

static void find_inodes(struct stage *s, int who, struct inodes *all)
{
	pid_t untraced[PROCESSES_ASKED];
	size_t count = s->traced ? 0 : still_processes(s, who, untraced, ARRAY_LEN(untraced));

	for (size_t i = 0; i < count; i++)
		add_inodes_of(s, untraced[i], all);
	for (size_t i = 0; i < s->tasks.count; i++) {
		const struct task *t = s->tasks.list[i];

		if (t->process && t->process->program->who == who && t->tid == t->process->tgid)
			add_inodes_of(s, t->process->tgid, all);
	}
}

static bool ask_known(struct stage *s, const struct known_socket *k, struct socket_event *out)
{
	struct address nobody = { 0 };
	struct kernel_socket found;
	bool asked = k->proto && k->local.family != AF_UNSPEC &&
		     (kernel_ask(&s->kernel, k->proto, &k->local, &k->remote, &found) ||
			     kernel_ask(&s->kernel, k->proto, &k->local, &nobody, &found));

	if (!asked || (found.ev.inode && found.ev.inode != k->inode))
		return false;
	*out = found.ev;
	return true;
}

/* A socket that is neither bound nor connected is in none of the kernel's lists: then it is only known to be there. */
static struct socket_event ask_inode(struct stage *s, int who, uint64_t inode)
{
	const struct known_socket *k = sockets_find(&s->sockets, inode);
	struct socket_event ev = { .state = TCP_CLOSE };

	if (!(k && ask_known(s, k, &ev)) && !kernel_find(&s->kernel, PACKET_TCP, inode, &ev) &&
		!kernel_find(&s->kernel, PACKET_UDP, inode, &ev)) {
		ev.proto = k ? k->proto : 0;
		if (k)
			ev.local = k->local;
	}
	ev.who = who;
	ev.inode = inode;
	return ev;
}

size_t stage_sockets_of(struct stage *s, int who, struct socket_event *out, size_t max)
{
	struct inodes all = { 0 };

	find_inodes(s, who, &all);
	for (size_t i = 0; i < all.count && i < max; i++)
		out[i] = ask_inode(s, who, all.list[i]);
	free(all.list);
	return all.count;
}

/* getaddrinfo() asks for addresses over netlink, and looks for a daemon of names, that is rarely there, at a local socket. */
static bool is_of_names(const struct known_socket *k)
{
	bool nobody = k && k->local.path[0] == '\0' && k->remote.path[0] == '\0';

	return k && (k->kind == FD_SOCKET_OTHER || (k->kind == FD_LOCAL_STREAM && nobody));
}

size_t stage_sockets_open(struct stage *s, int who)
{
	struct inodes all = { 0 };
	size_t open = 0;

	find_inodes(s, who, &all);
	for (size_t i = 0; i < all.count; i++)
		open += !is_of_names(sockets_find(&s->sockets, all.list[i]));
	free(all.list);
	return open;
}

/* ---- who is at it */

void stage_no_more(struct stage *s)
{
	s->no_more = true;
}

/* Whoever waits for a lock, or for another task's end, may be let go by one that seems to do nothing. */
static bool sleeps_for_others(struct stage *s, struct task *t)
{
	return t->in_call && t->call.id != CALL_FUTEX && quiet_waits(s, t) == WAITS_FOR_OTHERS &&
	       t->process->timer_until <= stage_now(s) && quiet_sleeps(s, t);
}

size_t stage_busy(struct stage *s, struct stage_task *out, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < s->tasks.count; i++) {
		struct task *t = s->tasks.list[i];

		if (!t->process || t->leaving || sleeps_for_others(s, t))
			continue;
		if (count < max)
			out[count] = (struct stage_task){ t->process->program->who, t->inner };
		count++;
	}
	return count;
}
