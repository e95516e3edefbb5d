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

/* It looked at what is there, and left it. */
bool peeks(const struct call_event *k)
{
	return (k->id == CALL_RECVFROM && (k->arg[3] & MSG_PEEK)) ||
	       (k->id == CALL_RECVMSG && (k->arg[2] & MSG_PEEK));
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
	return f->near[i].of_task;
}

long next_on_socket(const struct facts *f, size_t i)
{
	return f->near[i].after;
}

long previous_on_socket(const struct facts *f, size_t i)
{
	return f->near[i].before;
}

const struct call_event *receive_before(const struct facts *f, size_t i)
{
	return f->near[i].received >= 0 ? call_at(f, f->near[i].received) : NULL;
}

long call_on(const struct facts *f, const struct sock *s, enum call_id id)
{
	for (size_t n = f->id_at[id]; n < f->id_at[id + 1]; n++)
		if (call_at(f, f->by_id[n])->inode == s->inode)
			return f->by_id[n];
	return NOWHERE;
}

bool sock_has_option(
	const struct facts *f, const struct sock *s, int level, int option, size_t before)
{
	for (long i = s->first; i >= 0 && (size_t)i < before; i = next_on_socket(f, i)) {
		const struct call_event *k = call_at(f, i);

		if (k->id == CALL_SETSOCKOPT && call_worked(k) && k->arg[1] == level &&
			k->arg[2] == option && k->data.len && k->data.at[0])
			return true;
	}
	return false;
}

long exit_call(const struct facts *f)
{
	size_t n = f->id_at[CALL_EXIT_GROUP];

	return n < f->id_at[CALL_EXIT_GROUP + 1] ? (long)f->by_id[n] : NOWHERE;
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
