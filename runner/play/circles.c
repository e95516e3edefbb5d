// SPDX-License-Identifier: MIT
/* A program that goes round in circles never rests, and yet nothing will come of it: it asks for what can't change any more, and gets the
 * same answer each time. Only where that is certain is it said; whoever polls what may still change is waited for.
 */
#include <errno.h>

#include "judge/facts_match.h"
#include "play/player.h"

enum { PERIOD_MAX = 4, ROUNDS = 90, SEEN_TWICE = 2 };

static bool is_stream(const struct call_event *call)
{
	return call->fd_kind == FD_TCP || call->fd_kind == FD_LOCAL_STREAM;
}

static bool is_socket(const struct call_event *call)
{
	return call->fd_kind >= FD_TCP && call->fd_kind <= FD_SOCKET_OTHER;
}

static bool is_at_the_end(const struct call_event *call)
{
	return is_stream(call) && call->ret == 0 && calls_covers("recv", call->id) &&
	       (calls[call->id].shape != BUFFER_PLAIN || call->arg[2] > 0);
}

/* What it got from itself it sent itself. */
static bool is_with_itself(const struct call_event *call)
{
	return call->fd_kind == FD_UDP && call->ret > 0 && call->addr.port != 0 &&
	       call->addr.port == call->local.port;
}

/* Its answer will be the same for ever, whoever does what outside. */
static bool is_hopeless(const struct call_event *call)
{
	switch (call->err) {
	case 0: return is_at_the_end(call) || is_with_itself(call);
	case EBADF:
	case ENOTSOCK:
	case ENOTCONN:
	case EINVAL:
	case EFAULT:
	case EPIPE:
	case EOPNOTSUPP:
	case EDESTADDRREQ: return true;
	default: return false;
	}
}

/* Neither waits for a time nor moves anything that could come to an end. */
static bool changes_nothing(const struct call_event *call)
{
	if (call->err != 0)
		return false;
	if (calls_covers("poll", call->id))
		return call->ret > 0;
	if (call->id == CALL_WRITE || call->id == CALL_WRITEV)
		return !is_socket(call) || call->ret == 0;
	if (calls_covers("send", call->id))
		return call->ret == 0;
	return call->id == CALL_FCNTL || call->id == CALL_GETSOCKOPT ||
	       call->id == CALL_SETSOCKOPT || call->id == CALL_IOCTL;
}

static bool is_same(const struct call_event *a, const struct call_event *b)
{
	return a->id == b->id && a->tid == b->tid && a->fd == b->fd && a->ret == b->ret &&
	       a->err == b->err && bytes_equal(a->data, b->data);
}

/* The i-th from the end. */
static const struct call_event *call_back(
	const struct player *p, const struct program *prog, size_t i)
{
	uint32_t place = prog->returned[prog->returned_count - 1 - i];

	return &timeline_arrival(stage_timeline(p->stage), place)->call;
}

static bool turns_by(const struct player *p, const struct program *prog, size_t period)
{
	bool hopeless = false;

	if (prog->returned_count < period * ROUNDS)
		return false;
	for (size_t i = 0; i < period * (ROUNDS - 1); i++) {
		const struct call_event *call = call_back(p, prog, i);

		if (!is_same(call, call_back(p, prog, i + period)))
			return false;
		if (!is_hopeless(call) && !changes_nothing(call))
			return false;
		hopeless |= is_hopeless(call);
	}
	return hopeless;
}

static bool turns(const struct player *p, const struct program *prog)
{
	for (size_t period = 1; period <= PERIOD_MAX; period++)
		if (turns_by(p, prog, period))
			return true;
	return false;
}

/* Of several tasks, the others may be up to something that is not seen. */
static const struct program *only_task(const struct player *p)
{
	const struct program *only = NULL;

	for (size_t i = 0; p->tasks == 1 && i < p->cast_count; i++)
		if (p->cast[i].kind == &program_kind && p->cast[i].program.launched &&
			!p->cast[i].program.ended)
			only = &p->cast[i].program;
	return only;
}

bool circles_seen(struct player *p)
{
	const struct program *prog = only_task(p);

	if (prog && turns(p, prog))
		p->circles++;
	else
		p->circles = 0;
	return p->circles >= SEEN_TWICE;
}
