// SPDX-License-Identifier: MIT
/* Mistakes in connect(). */
#include <errno.h>

#include "judge/mistakes/rules.h"

/* The handshake was under way, and instead of waiting for it the program hung up. */
static bool gives_up_in_progress(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	long next = next_on_socket(f, i);

	return k->id == CALL_CONNECT && call_failed(k, EINPROGRESS) && k->fd_kind == FD_TCP &&
	       next >= 0 && call_at(f, next)->id == CALL_CLOSE &&
	       !is_poll(call_at(f, next_of_task(f, i)));
}

bool rule_connect_einprogress_as_error(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, gives_up_in_progress);

	return i >= 0 && about(out, c->facts, i);
}

static bool talks_unconnected(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	bool says = (is_send(k) && (call_failed(k, EPIPE) || call_failed(k, ENOTCONN))) ||
		    (is_recv(k) && call_failed(k, ENOTCONN));
	const struct sock *s = says && f->client ? sock_of(f, k->inode) : NULL;

	return sock_is_tcp(s) && !s->accepted && call_on(f, s, CALL_CONNECT) < 0;
}

/* It was to call somebody, and goes about its business without having done so. */
static bool never_called(const struct facts *f, size_t i)
{
	return f->client && f->step && f->step->verb == VERB_ACCEPTS &&
	       call_at(f, i)->id == CALL_SOCKET && call_worked(call_at(f, i)) &&
	       sock_is_tcp(sock_of(f, call_at(f, i)->inode));
}

/* It found that something was wrong before it came so far. */
static bool gave_up(const struct facts *f)
{
	return f->c->verdict->why == WHY_EXITED && f->c->verdict->status != 0;
}

bool rule_connect_missing(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, talks_unconnected);

	for (size_t j = 0; j < f->count; j++)
		if (call_at(f, j)->id == CALL_CONNECT || call_at(f, j)->id == CALL_BIND)
			return false;
	if (i < 0 && !has_crashed(f) && !gave_up(f))
		i = first_call(f, never_called);
	return i >= 0 && about(out, f, i);
}

static bool is_refused(const struct call_event *k)
{
	int e = k->err;

	return k->id == CALL_CONNECT && !is_unfinished(k) && is_inet(k) && e != 0 &&
	       e != EINPROGRESS && e != EINTR && e != EALREADY && e != EAGAIN && e != EISCONN;
}

/* What it does next as if it were connected: it talks, or asks its user what to say. */
static bool talks_after_refusal(const struct facts *f, size_t i)
{
	if (!is_refused(call_at(f, i)))
		return false;
	for (long next = next_of_task(f, i); next >= 0; next = next_of_task(f, next)) {
		const struct call_event *k = call_at(f, next);

		if (k->id == CALL_READ && k->arg[0] == 0)
			return true;
		if (same_socket(k, call_at(f, i)) || k->id == CALL_SOCKET ||
			k->id == CALL_EXIT_GROUP)
			return is_send(k) || is_recv(k);
	}
	return false;
}

bool rule_connect_error_ignored(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, talks_after_refusal);

	if (i < 0)
		return false;
	add_error(out, "error", call_at(f, i)->err);
	return about(out, f, i);
}
