// SPDX-License-Identifier: MIT
#include "stage/decode_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "stage/manager.h"

struct known_socket *sockets_find(const struct sockets *k, uint64_t inode)
{
	for (size_t i = k->count; i-- > 0;) /* the latest are asked for most */
		if (k->list[i]->inode == inode)
			return k->list[i];
	return NULL;
}

void sockets_free(struct sockets *k)
{
	for (size_t i = 0; i < k->count; i++)
		free(k->list[i]);
	free(k->list);
	*k = (struct sockets){ 0 };
}

/* ---- asking a socket through a copy of its descriptor */

static int borrow_fd(struct process *p, int fd)
{
	if (p->pidfd < 0)
		p->pidfd = syscall(SYS_pidfd_open, p->tgid, 0);
	return p->pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, p->pidfd, fd, 0);
}

static int option(int fd, int name)
{
	int value = 0;
	socklen_t len = sizeof value;

	return getsockopt(fd, SOL_SOCKET, name, &value, &len) == 0 ? value : 0;
}

static bool has_timeout(int fd, int name)
{
	struct timeval t = { 0 };
	socklen_t len = sizeof t;

	return getsockopt(fd, SOL_SOCKET, name, &t, &len) == 0 && (t.tv_sec || t.tv_usec);
}

static enum fd_kind kind_of(int domain, int type, int proto)
{
	static const struct {
		int domain, type, proto;
		enum fd_kind kind;
	} kinds[] = {
		{ AF_INET, SOCK_STREAM, IPPROTO_TCP, FD_TCP },
		{ AF_INET6, SOCK_STREAM, IPPROTO_TCP, FD_TCP },
		{ AF_INET, SOCK_DGRAM, IPPROTO_UDP, FD_UDP },
		{ AF_INET6, SOCK_DGRAM, IPPROTO_UDP, FD_UDP },
		{ AF_UNIX, SOCK_STREAM, 0, FD_LOCAL_STREAM },
		{ AF_UNIX, SOCK_SEQPACKET, 0, FD_LOCAL_DGRAM },
		{ AF_UNIX, SOCK_DGRAM, 0, FD_LOCAL_DGRAM },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].domain == domain && kinds[i].type == type && kinds[i].proto == proto)
			return kinds[i].kind;
	return FD_SOCKET_OTHER;
}

typedef int name_call(int, struct sockaddr *restrict, socklen_t *restrict);

/* Keeps what was known where the kernel has forgotten: a reset connection has no peer any more. */
static void take_name(int fd, name_call *call, struct address *out)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	struct address a;

	if (call(fd, (struct sockaddr *)&at, &len) != 0)
		return;
	a = address_from(&at, min_size(len, sizeof at));
	if (a.family != AF_UNSPEC && (a.family == AF_UNIX || a.port != 0))
		*out = a;
}

static void ask_socket(int fd, struct known_socket *k)
{
	if (k->kind == FD_UNKNOWN) {
		k->proto = option(fd, SO_PROTOCOL);
		k->kind = kind_of(option(fd, SO_DOMAIN), option(fd, SO_TYPE), k->proto);
	}
	k->listening = option(fd, SO_ACCEPTCONN);
	k->reads_time_out = has_timeout(fd, SO_RCVTIMEO);
	k->writes_time_out = has_timeout(fd, SO_SNDTIMEO);
	take_name(fd, getsockname, &k->local);
	take_name(fd, getpeername, &k->remote);
	/* A socket that has no address yet gets one by calls that do not say so (send, listen). */
	k->fresh = k->local.family != AF_UNSPEC;
}

/* Where descriptors cannot be borrowed (a container without CAP_SYS_PTRACE): by number, from the kernel's list. */
static void search_socket(struct stage *s, struct known_socket *k)
{
	static const struct {
		int proto;
		enum fd_kind kind;
	} kinds[] = { { IPPROTO_TCP, FD_TCP }, { IPPROTO_UDP, FD_UDP } };
	struct socket_event found;

	k->kind = FD_SOCKET_OTHER;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kernel_find(&s->kernel, kinds[i].proto, k->inode, &found)) {
			k->kind = kinds[i].kind;
			k->proto = kinds[i].proto;
			k->local = found.local;
			if (found.remote.port)
				k->remote = found.remote;
			k->listening = found.state == 10;
			k->fresh = found.remote.port != 0;
		}
}

static struct known_socket *know(struct stage *s, const struct task *t, uint64_t inode)
{
	struct known_socket *k = sockets_find(&s->sockets, inode);

	if (k)
		return k;
	k = xcalloc(1, sizeof *k);
	k->inode = inode;
	k->who = t->process->program->who;
	grow(&s->sockets.list, &s->sockets.cap, s->sockets.count, sizeof *s->sockets.list);
	return s->sockets.list[s->sockets.count++] = k;
}

static struct known_socket *socket_behind(
	struct stage *s, const struct task *t, int fd, uint64_t inode)
{
	struct known_socket *k = know(s, t, inode);
	AUTO(closep) int copy = k->fresh ? -1 : borrow_fd(t->process, fd);

	if (copy >= 0)
		ask_socket(copy, k);
	else if (!k->fresh)
		search_socket(s, k);
	return k;
}

/* ---- what kind of thing */

static const struct {
	const char *prefix;
	enum fd_kind kind;
} links[] = {
	{ "socket:[", FD_SOCKET_OTHER },
	{ "pipe:[", FD_PIPE },
	{ "/dev/pts/", FD_PIPE }, /* a program's standard output, see output.h */
	{ "anon_inode:", FD_OTHER },
	{ "/", FD_FILE },
};

static enum fd_kind kind_of_link(const char *link)
{
	for (size_t i = 0; i < ARRAY_LEN(links); i++)
		if (strncmp(link, links[i].prefix, strlen(links[i].prefix)) == 0)
			return links[i].kind;
	return FD_UNKNOWN;
}

static struct remembered_fd ask_fd(struct stage *s, const struct task *t, int fd)
{
	char path[48], link[256];
	struct remembered_fd r = { .kind = FD_NONE };
	ssize_t n;

	snprintf(path, sizeof path, "%d/fd/%d", (int)t->tid, fd);
	n = fd < 0 ? -1 : readlinkat(s->proc, path, link, sizeof link - 1);
	if (n < 0)
		return r;
	link[n] = '\0';
	r.kind = kind_of_link(link);
	if (r.kind == FD_SOCKET_OTHER)
		r.inode = strtoull(link + strlen("socket:["), NULL, 10);
	return r;
}

void fd_forget(struct process *p)
{
	memset(p->fds, 0, sizeof p->fds);
}

struct fd_facts fd_look(struct stage *s, const struct task *t, int fd)
{
	struct remembered_fd *known = fd >= 0 && fd < FDS_REMEMBERED ? &t->process->fds[fd] : NULL;
	struct remembered_fd r = known && known->kind ? *known : ask_fd(s, t, fd);
	struct fd_facts facts = { .kind = r.kind, .inode = r.inode };

	/* Who has nothing there may have it at any moment. */
	if (known && r.kind != FD_NONE)
		*known = r;
	if (r.kind != FD_SOCKET_OTHER)
		return facts;
	facts.socket = socket_behind(s, t, fd, r.inode);
	facts.kind = facts.socket->kind;
	return facts;
}
