// SPDX-License-Identifier: MIT
/* A program that goes round in circles never rests, and yet nothing will come of it: it asks for what can't change any more, and gets the
 * same answer each time. Only where that is certain is it said; whoever polls what may still change is waited for.
 */
#include <errno.h>

#include "base/clock.h"
#include "judge/facts_match.h"
#include "play/player.h"

enum {
	/* Printed, and nothing else done: more than anybody would who goes on to something else. */
	PRINTED_MAX = 64 << 20, /* bytes */
	PRINTS_MAX = 90000,	/* calls; the tracer keeps not many more */
	SAME_PRINTS = 25000,	/* ... of the same */
	ROUNDS = 90,		/* of the same calls: nobody in his right mind asks that often */
	SETTLED_NS = 3000000,	/* and so long nothing else happened */
	BUSY_MAX = CIRCLES_MAX, /* tasks that are at it at once */
};

static bool is_stream(const struct call_event *call)
{
	return call->fd_kind == FD_TCP || call->fd_kind == FD_LOCAL_STREAM;
}

static bool is_at_the_end(const struct call_event *call)
{
	return is_stream(call) && call->ret == 0 && calls_covers("recv", call->id) &&
	       (calls[call->id].shape != BUFFER_PLAIN || call->arg[2] > 0);
}

/* What it sends to itself it gets from itself, and nobody else hears of it. */
static bool is_with_itself(const struct call_event *call)
{
	return call->fd_kind == FD_UDP && call->ret > 0 && call->addr.port != 0 &&
	       call->addr.port == call->local.port;
}

static bool takes(const struct call_event *call)
{
	return calls_covers("recv", call->id);
}

static bool gives(const struct call_event *call)
{
	return calls_covers("send", call->id);
}

/* Its answer will be the same for ever, whoever does what outside. A failing send is not among them: who sends piece by piece, and does not
 * look, comes to the end of it. */
static bool is_hopeless(const struct call_event *call)
{
	switch (call->err) {
	case 0: return is_at_the_end(call) || (takes(call) && is_with_itself(call));
	case EBADF:
	case ENOTSOCK:
	case ENOTCONN:
	case EINVAL:
	case EFAULT:
	case EOPNOTSUPP: return !gives(call);
	default: return false;
	}
}

/* Output; what goes into a pipe may wake somebody. */
static bool is_said(const struct call_event *call)
{
	bool out =
		call->fd_kind == FD_PIPE || call->fd_kind == FD_FILE || call->fd_kind == FD_OTHER;

	return out && call->fd >= 0 && call->fd <= 2 &&
	       (call->id == CALL_WRITE || call->id == CALL_WRITEV);
}

/* Neither waits for a time nor moves anything that could come to an end. */
static bool changes_nothing(const struct call_event *call)
{
	if (call->err != 0)
		return call->err == EPIPE || call->err == EBADF || call->err == ENOTCONN ||
		       call->err == ENOTSOCK || call->err == EDESTADDRREQ;
	if (calls_covers("poll", call->id))
		return call->ret > 0;
	if (gives(call))
		return is_said(call) || call->ret == 0 || is_with_itself(call);
	return call->id == CALL_FCNTL || call->id == CALL_GETSOCKOPT ||
	       call->id == CALL_SETSOCKOPT || call->id == CALL_IOCTL;
}

static bool is_same(const struct call_event *a, const struct call_event *b)
{
	return a->id == b->id && a->fd == b->fd && a->ret == b->ret && a->err == b->err &&
	       bytes_equal(a->data, b->data);
}

/* ---- task by task, call by call */

static struct circle *circle_of(struct program *prog, int tid)
{
	struct circle *c = &prog->circles[tid % CIRCLES_MAX];

	if (c->tid != tid)
		*c = (struct circle){ .tid = tid };
	return c;
}

static bool goes_round(const struct circle *c)
{
	if (c->printed > PRINTED_MAX || c->prints > PRINTS_MAX)
		return true;
	for (size_t period = 1; period <= CIRCLE_PERIOD_MAX; period++)
		if (c->same[period - 1] >= period * ROUNDS && c->calls - c->hopeless_at <= period)
			return true;
	for (size_t period = 1; period <= CIRCLE_PERIOD_MAX; period++)
		if (min_size(c->same[period - 1], c->prints) >= period * SAME_PRINTS)
			return true;
	return false;
}

static bool is_connecting(const struct call_event *call)
{
	return call->id == CALL_CONNECT && (call->err == EINPROGRESS || call->err == EALREADY);
}

void circles_note(struct player *p, struct program *prog, uint32_t place)
{
	const struct timeline *tl = stage_timeline(p->stage);
	const struct call_event *call = &timeline_arrival(tl, place)->call;
	struct circle *c = circle_of(prog, call->tid);
	bool hopeless = is_hopeless(call), idle = hopeless || changes_nothing(call);

	prog->connects |= is_connecting(call);
	if (hopeless && call->err == ENOTCONN && prog->connects)
		hopeless = idle = false; /* it asks whether its connection is there by now */
	for (size_t period = 1; period <= CIRCLE_PERIOD_MAX; period++) {
		size_t back = (c->calls - period) % CIRCLE_PERIOD_MAX;
		bool same = c->calls >= period && idle &&
			    is_same(call, &timeline_arrival(tl, c->last[back])->call);

		c->same[period - 1] = same ? c->same[period - 1] + 1 : 0;
	}
	c->last[c->calls % CIRCLE_PERIOD_MAX] = place;
	c->calls++;
	if (!is_said(call) || call->err != 0)
		c->prints = c->printed = 0;
	else
		c->printed += (uint64_t)call->ret;
	c->prints += is_said(call);
	if (hopeless)
		c->hopeless_at = c->calls - 1;
	if (!goes_round(c))
		p->circling_since = 0;
	else if (p->circling_since == 0)
		p->circling_since = stage_now(p->stage);
}

/* ---- all of them */

static bool is_circling(struct player *p, const struct stage_task *t)
{
	const struct actor *a = t->who >= 0 ? &p->cast[t->who] : NULL;
	const struct circle *c;

	if (!a || a->kind != &program_kind)
		return false;
	c = &a->program.circles[t->tid % CIRCLES_MAX];
	return c->tid == t->tid && goes_round(c);
}

/* Everybody who does not sleep until others end it goes round in circles. */
static bool nobody_else_is_busy(struct player *p)
{
	struct stage_task busy[BUSY_MAX];
	size_t count = stage_busy(p->stage, busy, ARRAY_LEN(busy));

	for (size_t i = 0; i < count && count <= BUSY_MAX; i++)
		if (!is_circling(p, &busy[i]))
			return false;
	return count > 0 && count <= BUSY_MAX;
}

bool circles_seen(struct player *p)
{
	uint64_t now = stage_now(p->stage);

	if (p->circling_since == 0 || now < p->circling_since + SETTLED_NS)
		return false;
	p->circling_since = now; /* the next time it is asked for, so much later again */
	return nobody_else_is_busy(p);
}
