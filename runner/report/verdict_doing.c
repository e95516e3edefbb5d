// SPDX-License-Identifier: MIT
/* What everybody was doing when it broke. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "report/event_words.h"
#include "report/story.h"
#include "report/verdict_parts.h"
#include "report/waits_words.h"

/* A sentence of its own, wrapped, two columns in. */
static void sentence(struct buf *out, const struct buf *text, const struct verdict_text_options *o)
{
	text_wrap(out, buf_str(text), o->columns ? o->columns : 80, "  ");
}

enum { PRINTS_MANY = 100 }; /* so that printing is what it was doing */

static bool ends_it(const struct event *call)
{
	return call->call.id == CALL_EXIT_GROUP || call->call.id == CALL_EXIT;
}

/* The last call a task had made by then, where it was in none: what it did, rather than what it was about to do. */
static const struct event *last_call(const struct check_run *run, const struct doing *d)
{
	uint64_t until = run->timeline ? story_broken_at(run->timeline) : 0;
	const struct event *last = NULL, *printed = NULL;
	size_t prints = 0; /* since then */

	for (size_t i = 0; run->timeline && i < timeline_count(run->timeline); i++) {
		const struct event *ev = timeline_at(run->timeline, i);

		if (ev->t0 > until)
			break;
		if (ev->kind != EVENT_CALL || ev->who != d->who || ev->call.tid != d->tid)
			continue;
		if (story_detail_of(ev) < STORY_ALL) {
			last = ev;
			prints = 0;
		} else if (ev->call.frame_count > 0) {
			printed = ev;
			prints++;
		}
	}
	return !last || prints > PRINTS_MANY ? printed : last;
}

static const char *how_it_is(
	const struct check_run *run, const struct doing *d, const struct event *call)
{
	if (d->call)
		return d->stopped ? "; it was waiting in " : " waits in ";
	if (ends_it(call))
		return " is leaving by ";
	if (d->stopped)
		return "; its last call was ";
	if (run->verdict.why == WHY_DEADLINE ||
		(run->verdict.why == WHY_SILENCE && !run->verdict.asleep))
		return " is computing; its last call was ";
	return " had just returned from ";
}

static void add_doing(struct buf *out, const struct check_run *run, const struct doing *d,
	const struct event *call, bool several)
{
	AUTO(buf_free) struct buf place = { 0 };
	AUTO(buf_free) struct buf what = { 0 };

	words_who(out, run->timeline, d->who);
	if (several)
		buf_addf(out, " (%s %d)", d->pid == d->tid ? "process" : "thread", d->tid);
	if (d->stopped)
		buf_addf(out, " is stopped by %s, and nothing has continued it",
			words_signal(d->stopped));
	if (!call) {
		buf_add_str(out, d->stopped ? "."
				 : run->verdict.asleep
					 ? " has made no call yet."
					 : " is computing, and has made no call yet.");
		return;
	}
	buf_add_str(out, how_it_is(run, d, call));
	words_call(out, &call->call, CALL_WORDS_FULL);
	if (words_event_where(&place, call))
		buf_addf(out, " at %s", buf_str(&place));
	if (d->call && words_waits_for(&what, run->timeline, call))
		buf_addf(out, ": for %s", buf_str(&what));
	buf_add_char(out, '.');
}

/* Of a program that was not nothing is known. */
static bool was_traced(const struct check_run *run)
{
	const struct run_event *r = run->timeline ? timeline_run(run->timeline) : NULL;

	return r && strcmp(r->level, level_names[LEVEL_BARE]) != 0;
}

static size_t still_there(const struct verdict *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->doing_count; i++)
		n += !v->doing[i].ended;
	return n;
}

/* What is no failure: it will be asked again, or there was nothing left to do. */
static bool is_usual(const struct call_event *call)
{
	switch (call->err) {
	case 0:
	case EAGAIN:
	case EINTR:
	case EINPROGRESS:
	case EALREADY: return true;
	case ENOTCONN: return call->id == CALL_SHUTDOWN || call->id == CALL_GETPEERNAME;
	default: return call->id == CALL_IOCTL;
	}
}

/* It is about a socket, or would be if its descriptor were one. */
static bool is_of_sockets(const struct call_event *call)
{
	const struct call_row *row = &calls[call->id];
	bool moves = row->socket_call || row->moves != CALL_MOVES_NOTHING;

	if (call->fd_kind == FD_TCP || call->fd_kind == FD_UDP)
		return true;
	if (call->id == CALL_SOCKET)
		return call->err == EPERM || call->err == EACCES;
	/* a sanitizer and perror() complain on a standard error that is closed */
	return moves && call->fd != STDERR_FILENO && (call->err == ENOTSOCK || call->err == EBADF);
}

/* The last call on a socket that failed, in a line of the learner's. */
static const struct event *last_failure(const struct check_run *run)
{
	uint64_t until = run->timeline ? story_broken_at(run->timeline) : 0;
	const struct event *last = NULL;

	for (size_t i = 0; run->timeline && i < timeline_count(run->timeline); i++) {
		const struct event *ev = timeline_at(run->timeline, i);
		bool socket = ev->kind == EVENT_CALL && is_of_sockets(&ev->call);

		if (ev->t0 > until)
			break;
		if (socket && ev->who == WHO_YOU && ev->t1 && ev->call.frame_count > 0 &&
			!(ev->call.flags & (CALL_UNFINISHED | CALL_STORM)) && !is_usual(&ev->call))
			last = ev;
	}
	return last;
}

static bool add_failure(struct buf *out, const struct check_run *run, const struct event *said,
	const struct verdict_text_options *o)
{
	const struct event *failed = last_failure(run);
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(buf_free) struct buf place = { 0 };

	if (!failed || failed == said)
		return false;
	buf_add_str(&text, "Before that, ");
	words_call(&text, &failed->call, CALL_WORDS_FULL);
	if (words_event_where(&place, failed))
		buf_addf(&text, " at %s", buf_str(&place));
	buf_addf(&text, "%s had failed: %s (%s).", event_caller(failed) ? "," : "",
		words_errno_text(failed->call.err), words_errno(failed->call.err));
	sentence(out, &text, o);
	return true;
}

static void add_peeks(struct buf *out, const struct check_run *run, const struct event *call,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (words_peeks_on(&text, run->timeline, call))
		sentence(out, &text, o);
}

static bool is_told(const struct check_run *run, const char *id)
{
	for (size_t i = 0; i < run->findings.count; i++)
		if (strcmp(run->findings.list[i].id, id) == 0)
			return true;
	return false;
}

/* A receive from a stream that ended with 0 because that is what it was asked for, and the last one there: it is easily taken for the
 * end. */
static const struct event *asked_for_nothing(const struct check_run *run)
{
	uint64_t until = run->timeline ? story_broken_at(run->timeline) : 0;
	const struct event *found = NULL;

	for (size_t i = 0; run->timeline && i < timeline_count(run->timeline); i++) {
		const struct event *ev = timeline_at(run->timeline, i);
		const struct call_event *k = &ev->call;
		bool receives = ev->kind == EVENT_CALL && ev->who == WHO_YOU &&
				k->fd_kind == FD_TCP && calls[k->id].moves == CALL_MOVES_IN &&
				k->id != CALL_GETSOCKOPT;

		if (ev->t0 > until)
			break;
		if (!receives)
			continue;
		if ((k->id == CALL_RECVFROM || k->id == CALL_READ) && k->arg[2] == 0 &&
			k->frame_count > 0 && !k->err && !(k->flags & CALL_UNFINISHED))
			found = ev;
		else if (found && found->call.inode == k->inode)
			found = NULL;
	}
	return found;
}

static void add_asked_for_nothing(
	struct buf *out, const struct check_run *run, const struct verdict_text_options *o)
{
	const struct event *ev = asked_for_nothing(run);
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(buf_free) struct buf place = { 0 };

	if (!ev || is_told(run, "recv-len-strlen"))
		return;
	words_call(&text, &ev->call, CALL_WORDS_FULL);
	if (words_event_where(&place, ev))
		buf_addf(&text, " at %s", buf_str(&place));
	buf_addf(&text, "%s asked for 0 bytes: so it returned 0, which says nothing about the end.",
		event_caller(ev) ? "," : "");
	sentence(out, &text, o);
}

void verdict_doing_text(struct buf *out, const struct conversation *c, const struct check_run *run,
	const struct verdict_text_options *o)
{
	const struct verdict *v = &run->verdict;
	const struct event *said = NULL;
	size_t there = still_there(v), told = 0;
	enum { MOST = 4 };

	for (size_t i = 0; i < v->doing_count && told < MOST; i++) {
		const struct doing *d = &v->doing[i];
		const struct event *call = d->call ? d->call : last_call(run, d);
		AUTO(buf_free) struct buf text = { 0 };

		told += !d->ended;
		if (d->ended || (!call && !was_traced(run)))
			continue;
		said = call;
		add_doing(&text, run, d, call, there > 1);
		if (text.data[0] == 'y') /* "your program" begins a sentence here */
			text.data[0] = 'Y';
		sentence(out, &text, o);
		if (call)
			add_peeks(out, run, call, o);
	}
	if (there > told) {
		AUTO(buf_free) struct buf text = { 0 };

		buf_addf(&text, "And %zu more tasks.", there - told);
		sentence(out, &text, o);
	}
	add_asked_for_nothing(out, run, o);
	verdict_ended_text(out, run, o);
	if (run->findings.count == 0 && !add_failure(out, run, said, o) &&
		verdict_owed_to_peer(c, v))
		verdict_sent_text(out, run, o);
}
