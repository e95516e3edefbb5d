// SPDX-License-Identifier: MIT
#include <errno.h>
#include <sys/socket.h>

#include "judge/mistakes/facts.h"

const struct call_event *call_at(const struct facts *f, size_t i)
{
	return &f->calls[i]->call;
}

bool is_recv(const struct call_event *k)
{
	return k->id == CALL_RECVFROM || k->id == CALL_READ || k->id == CALL_RECVMSG ||
	       k->id == CALL_READV || k->id == CALL_RECVMMSG;
}

bool is_send(const struct call_event *k)
{
	return k->id == CALL_SENDTO || k->id == CALL_WRITE || k->id == CALL_SENDMSG ||
	       k->id == CALL_WRITEV || k->id == CALL_SENDMMSG || k->id == CALL_SENDFILE;
}

bool is_accept(const struct call_event *k)
{
	return k->id == CALL_ACCEPT || k->id == CALL_ACCEPT4;
}

bool is_poll(const struct call_event *k)
{
	return calls_covers("poll", k->id);
}

bool is_inet(const struct call_event *k)
{
	return k->fd_kind == FD_TCP || k->fd_kind == FD_UDP;
}

bool is_unfinished(const struct call_event *k)
{
	return k->flags & CALL_UNFINISHED;
}

bool call_failed(const struct call_event *k, int error)
{
	return !is_unfinished(k) && k->err == error;
}

bool call_worked(const struct call_event *k)
{
	return !is_unfinished(k) && k->err == 0 && k->ret >= 0;
}

/* Under this name the C library hides one call in another. */
const char *call_word(const struct call_event *k)
{
	switch (k->id) {
	case CALL_SENDTO: return k->arg[4] ? "sendto" : "send";
	case CALL_RECVFROM: return k->arg[4] ? "recvfrom" : "recv";
	case CALL_PSELECT6: return "select";
	case CALL_CLONE: return "fork";
	case CALL_CLONE3: return "pthread_create";
	case CALL_EXIT_GROUP: return "exit";
	case CALL_WAIT4: return "wait";
	case CALL_CLOCK_NANOSLEEP: return "sleep";
	case CALL_RT_SIGACTION: return "sigaction";
	default: return calls[k->id].name;
	}
}

int64_t call_flags(const struct call_event *k)
{
	return k->id == CALL_SENDTO || k->id == CALL_RECVFROM ? k->arg[3] : 0;
}

/* The inode says it; where it is not known (a traced program without /proc), the number must do. */
bool same_socket(const struct call_event *a, const struct call_event *b)
{
	return a->inode && b->inode ? a->inode == b->inode : a->fd == b->fd;
}

long first_call(const struct facts *f, bool (*is)(const struct facts *f, size_t i))
{
	for (size_t i = 0; i < f->count; i++)
		if (is(f, i))
			return i;
	return NOWHERE;
}

long next_of_task(const struct facts *f, size_t i)
{
	int tid = call_at(f, i)->tid;

	for (size_t j = i + 1; j < f->count; j++)
		if (call_at(f, j)->tid == tid)
			return j;
	return NOWHERE;
}

long next_on_socket(const struct facts *f, size_t i)
{
	uint64_t inode = call_at(f, i)->inode;

	for (size_t j = i + 1; inode && j < f->count; j++)
		if (call_at(f, j)->inode == inode)
			return j;
	return NOWHERE;
}

long last_on_socket(const struct facts *f, size_t before, uint64_t inode)
{
	for (size_t j = before; inode && j > 0; j--)
		if (call_at(f, j - 1)->inode == inode)
			return j - 1;
	return NOWHERE;
}

long call_on(const struct facts *f, const struct sock *s, enum call_id id)
{
	for (size_t n = f->id_at[id]; n < f->id_at[id + 1]; n++)
		if (call_at(f, f->by_id[n])->inode == s->inode)
			return f->by_id[n];
	return NOWHERE;
}

size_t calls_on(const struct facts *f, const struct sock *s, size_t before)
{
	size_t n = 0;

	for (size_t i = 0; i < f->count && i < before; i++)
		n += call_at(f, i)->inode == s->inode && f->calls[i] != s->made;
	return n;
}

bool sock_closed(const struct facts *f, const struct sock *s)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (k->inode == s->inode && (k->id == CALL_CLOSE || k->id == CALL_SHUTDOWN))
			return true;
	}
	return false;
}

bool sock_has_option(
	const struct facts *f, const struct sock *s, int level, int option, size_t before)
{
	for (size_t i = 0; i < f->count && i < before; i++) {
		const struct call_event *k = call_at(f, i);

		if (k->id == CALL_SETSOCKOPT && call_worked(k) && k->inode == s->inode &&
			k->arg[1] == level && k->arg[2] == option && k->data.len && k->data.at[0])
			return true;
	}
	return false;
}

long exit_call(const struct facts *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (call_at(f, i)->id == CALL_EXIT_GROUP)
			return i;
	return NOWHERE;
}

long waits_in(const struct facts *f, bool (*is)(const struct call_event *k))
{
	const struct verdict *v = f->c->verdict;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (!is(k))
			continue;
		if (is_unfinished(k))
			return i;
		for (size_t d = 0; d < v->doing_count; d++)
			if (v->doing[d].call == f->calls[i])
				return i;
	}
	return NOWHERE;
}
