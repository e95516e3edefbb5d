// SPDX-License-Identifier: MIT
#include "report/waits_words.h"

#include <fcntl.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <sys/socket.h>

#include "report/bytes_words.h"
#include "report/story.h"
#include "timeline/sender.h"

/* ---- bytes */

static int64_t flags_of(const struct call_event *c)
{
	return c->id == CALL_RECVFROM ? c->arg[3] : c->id == CALL_RECVMSG ? c->arg[2] : 0;
}

static bool is_peer(const struct move_event *m, const struct call_event *c)
{
	return sender_same_end(&m->local, &c->remote) && sender_same_end(&m->remote, &c->local);
}

/* What came on the connection of this call and was not taken before it. False where nobody in the cast is known to be there. */
static bool bytes_come(const struct timeline *tl, const struct event *call, uint64_t *come)
{
	uint64_t until = story_broken_at(tl), sent = 0, taken = 0;
	bool known = false;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);
		const struct call_event *c = &ev->call;

		if (ev->t0 > until)
			break;
		if (ev->kind == EVENT_MOVE && is_peer(&ev->move, &call->call)) {
			known = true;
			sent += ev->move.what == MOVE_SENT ? ev->move.data.len : 0;
		} else if (ev->kind == EVENT_CALL && ev->id != call->id &&
			   c->inode == call->call.inode && calls[c->id].moves == CALL_MOVES_IN &&
			   !(flags_of(c) & MSG_PEEK) && !(c->flags & CALL_UNFINISHED) &&
			   c->ret > 0 && c->id != CALL_GETSOCKOPT) {
			taken += c->ret;
		}
	}
	*come = sent - taken;
	return known && taken <= sent;
}

static bool waits_for_all(struct buf *out, const struct timeline *tl, const struct event *call)
{
	const struct call_event *c = &call->call;
	uint64_t come;

	if (c->id != CALL_RECVFROM || !(c->arg[3] & MSG_WAITALL) || c->fd_kind != FD_TCP ||
		c->arg[2] <= 1)
		return false;
	buf_addf(out, "all %" PRId64 " bytes (MSG_WAITALL)", c->arg[2]);
	if (!bytes_come(tl, call, &come) || come >= (uint64_t)c->arg[2])
		return true;
	if (come == 0)
		buf_add_str(out, ", of which none has come");
	else
		buf_addf(out, ", of which %" PRIu64 " %s come", come, come == 1 ? "has" : "have");
	return true;
}

/* ---- other threads */

static bool is_thread(const struct timeline *tl, const struct call_event *c, int64_t tid)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_PROCESS && ev->process.what == PROCESS_THREAD &&
			ev->process.pid == c->pid && ev->process.tid == tid && tid != c->tid)
			return true;
	}
	return false;
}

/* The thread library's ways to sleep: for a lock as long as it is "taken, and others wait" (2), for a thread as long as its number stands
 * there. Conditions, semaphores and the rest are not told apart. */
static bool waits_for_thread(struct buf *out, const struct timeline *tl, const struct event *call)
{
	const struct call_event *c = &call->call;
	int64_t how = c->arg[1] & FUTEX_CMD_MASK, value = c->arg[2];

	if (c->id != CALL_FUTEX || (how != FUTEX_WAIT && how != FUTEX_WAIT_BITSET))
		return false;
	if (how == FUTEX_WAIT && value == 2)
		buf_add_str(out, "a lock, as pthread_mutex_lock() does");
	else if (!(c->arg[1] & FUTEX_PRIVATE_FLAG) && is_thread(tl, c, value))
		buf_addf(out, "the end of thread %" PRId64 ", as pthread_join() does", value);
	else
		buf_add_str(out, "a lock, a condition or a thread's end (pthread_mutex_lock(), "
				 "pthread_cond_wait(), pthread_join())");
	return true;
}

/* ---- a line */

enum { LINE_SHOWN = 24 };

static bool on_same(const struct call_event *a, const struct call_event *b)
{
	return a->fd == b->fd && a->inode == b->inode && a->pid == b->pid;
}

/* What was read before this call, by the same way, and since a stream was made of the descriptor: fdopen() asks for its flags, and, unlike
 * who wants it not to block, sets none. Standard input is a stream from the beginning. */
static const struct call_event *read_by_stream(const struct timeline *tl, const struct event *call)
{
	const struct call_event *last = NULL;
	bool stream = call->call.fd == 0;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);
		const struct call_event *c = &ev->call;

		if (ev->t0 >= call->t0)
			break;
		if (ev->kind != EVENT_CALL || ev->who != call->who || !on_same(c, &call->call))
			continue;
		if (c->id == CALL_FCNTL && (c->arg[1] == F_GETFL || c->arg[1] == F_SETFL))
			stream = c->arg[1] == F_GETFL;
		else if (calls[c->id].moves == CALL_MOVES_IN)
			last = c;
	}
	return stream && last && last->id == CALL_READ && last->arg[1] == call->call.arg[1] ? last
											    : NULL;
}

/* Streams read in blocks of these sizes. */
static bool is_a_block(int64_t len)
{
	return len == 4096 || len == 1024;
}

static bool waits_for_newline(struct buf *out, const struct timeline *tl, const struct event *call)
{
	const struct call_event *c = &call->call, *before;
	size_t begin;

	if (c->id != CALL_READ || !is_a_block(c->arg[2]))
		return false;
	before = read_by_stream(tl, call);
	if (!before || before->ret <= 0 || before->data.len != (size_t)before->ret ||
		before->data.at[before->data.len - 1] == '\n')
		return false;
	begin = before->data.len;
	while (begin > 0 && before->data.at[begin - 1] != '\n')
		begin--;
	buf_add_str(out, "the newline that ends ");
	words_bytes(out, (struct bytes){ before->data.at + begin, before->data.len - begin },
		before->data.len - begin, LINE_SHOWN);
	buf_add_str(out, ", if fgets() or getline() reads there");
	return true;
}

bool words_waits_for(struct buf *out, const struct timeline *tl, const struct event *call)
{
	return waits_for_all(out, tl, call) || waits_for_thread(out, tl, call) ||
	       waits_for_newline(out, tl, call);
}

/* ---- a look that takes nothing */

enum { LOOKS_MANY = 3 };

bool words_peeks_on(struct buf *out, const struct timeline *tl, const struct event *call)
{
	uint64_t until = story_broken_at(tl), times = 0;
	int64_t seen = 0;

	if (call->kind != EVENT_CALL || !(flags_of(&call->call) & MSG_PEEK))
		return false;
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);
		const struct call_event *c = &ev->call;

		if (ev->t0 > until)
			break;
		if (ev->kind != EVENT_CALL || c->inode != call->call.inode ||
			calls[c->id].moves != CALL_MOVES_IN || c->id == CALL_GETSOCKOPT ||
			(c->flags & CALL_UNFINISHED) || c->ret <= 0)
			continue;
		times = !(flags_of(c) & MSG_PEEK) ? 0 : c->ret == seen ? times + 1 : 1;
		seen = times ? c->ret : 0;
	}
	if (times < LOOKS_MANY)
		return false;
	buf_add_str(out, "It has looked at the same ");
	if (seen == 1)
		buf_add_str(out, "byte");
	else
		buf_addf(out, "%" PRId64 " bytes", seen);
	buf_addf(out, " %" PRIu64 " times with MSG_PEEK, and taken none of them.", times);
	return true;
}
