// SPDX-License-Identifier: MIT
#include "play/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int sockets_open(const struct player *p, const struct actor *a, int type)
{
	int family = cast_is_local(a->member->kind) ? AF_UNIX
		     : a->member->ipv6		    ? AF_INET6
						    : AF_INET;

	(void)p;
	return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Stands in the programs' folder while a local address is used; -1 where there is no way back, or no need. (Become nobody, we may not be
 * allowed to look at where we stood; then nothing is found from there by a relative name anyway.) */
static int go_there(const struct player *p, const struct address *a)
{
	int back;

	if (a->family != AF_UNIX || a->path[0] == '/' || a->path[0] == '@')
		return -1;
	back = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fchdir(stage_scratch_fd(p->stage)) < 0)
		closep(&back);
	return back;
}

static void go_back(int back)
{
	int saved = errno;

	if (back >= 0 && fchdir(back) == 0)
		close(back);
	errno = saved;
}

bool sockets_bind(struct player *p, int fd, const struct address *at)
{
	struct sockaddr_storage raw;
	socklen_t len = address_to(at, &raw);
	int back = go_there(p, at);
	bool done = bind(fd, (struct sockaddr *)&raw, len) == 0;

	go_back(back);
	return done;
}

int sockets_connect(struct player *p, int fd, const struct address *to)
{
	struct sockaddr_storage raw;
	socklen_t len = address_to(to, &raw);
	int back = go_there(p, to);
	int err = connect(fd, (struct sockaddr *)&raw, len) < 0 ? errno : 0;

	go_back(back);
	return err;
}

int sockets_send_to(struct player *p, int fd, struct bytes data, const struct address *to)
{
	struct sockaddr_storage raw;
	socklen_t len = address_to(to, &raw);
	int back = go_there(p, to);
	int err = sendto(fd, data.at, data.len, MSG_NOSIGNAL | MSG_DONTWAIT,
			  (struct sockaddr *)&raw, len) < 0
			  ? errno
			  : 0;

	go_back(back);
	return err;
}

static struct address address_by(int fd, int (*ask)(int fd, struct sockaddr *at, socklen_t *len))
{
	struct sockaddr_storage raw;
	socklen_t len = sizeof raw;

	if (ask(fd, (struct sockaddr *)&raw, &len) < 0)
		return (struct address){ 0 };
	return address_from(&raw, len);
}

struct address sockets_local(int fd)
{
	return address_by(fd, getsockname);
}

struct address sockets_remote(int fd)
{
	return address_by(fd, getpeername);
}

void sockets_forget(struct player *p, const struct address *local)
{
	if (local->family == AF_UNIX && local->path[0] && local->path[0] != '@')
		unlinkat(stage_scratch_fd(p->stage), local->path, 0);
}
