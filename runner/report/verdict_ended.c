// SPDX-License-Identifier: MIT
/* Why nobody was there: the program had ended by then, or it listens for callers of the other family only. */
#include <netinet/in.h>

#include "base/text.h"
#include "report/call_words.h"
#include "report/story.h"
#include "report/verdict_parts.h"
#include "stage/sanitizer.h"

/* ---- it had ended */

/* The end of the program itself, as far as it was under way when the conversation broke. */
struct its_end {
	const struct event *end;  /* PROCESS_EXITED or PROCESS_KILLED; NULL: it ran on */
	const struct event *exit; /* the call by which it left; NULL: not seen */
};

static void take_exit(struct its_end *e, const struct event *ev, uint64_t until)
{
	if (ev->call.id == CALL_EXIT_GROUP && ev->t0 <= until)
		e->exit = ev;
}

static void take_process(struct its_end *e, const struct event *ev, uint64_t until)
{
	const struct process_event *p = &ev->process;
	bool leaves = p->what == PROCESS_EXITED && e->exit && e->exit->call.pid == p->pid;

	if (!p->main || p->by_tool)
		return;
	if (p->what == PROCESS_STARTED && ev->t0 <= until)
		*e = (struct its_end){ 0 };
	else if ((p->what == PROCESS_EXITED || p->what == PROCESS_KILLED) && !e->end &&
		 (ev->t0 <= until || leaves))
		e->end = ev;
}

static struct its_end its_end(const struct timeline *tl)
{
	uint64_t until = story_broken_at(tl);
	struct its_end e = { 0 };

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->who == WHO_YOU && ev->kind == EVENT_CALL)
			take_exit(&e, ev, until);
		else if (ev->who == WHO_YOU && ev->kind == EVENT_PROCESS)
			take_process(&e, ev, until);
	}
	if (e.exit && e.end && e.exit->call.pid != e.end->process.pid)
		e.exit = NULL;
	return e;
}

/* A child of it, or itself on its way out: what those do is told. */
static bool some_run_on(const struct verdict *v)
{
	for (size_t i = 0; i < v->doing_count; i++)
		if (v->doing[i].who == WHO_YOU && !v->doing[i].ended)
			return true;
	return false;
}

/* The connection ended because it was closed or shut down: whether the program ended too does not matter. */
static bool hung_up(const struct check_run *run)
{
	const struct event *cause = run->verdict.cause;
	uint64_t until = story_broken_at(run->timeline);

	if (run->verdict.why == WHY_REFUSED || !cause || cause->kind != EVENT_MOVE)
		return false;
	for (size_t i = 0; i < timeline_count(run->timeline); i++) {
		const struct event *ev = timeline_at(run->timeline, i);
		const struct call_event *k = &ev->call;

		if (ev->kind == EVENT_CALL && ev->who == WHO_YOU && ev->t0 <= until &&
			(k->id == CALL_CLOSE || k->id == CALL_SHUTDOWN) &&
			k->local.port == cause->move.remote.port &&
			k->remote.port == cause->move.local.port)
			return true;
	}
	return false;
}

static bool add_ended(struct buf *out, const struct check_run *run)
{
	struct its_end e = its_end(run->timeline);
	AUTO(buf_free) struct buf place = { 0 };
	const struct process_event *p = e.end ? &e.end->process : NULL;

	if (!p || some_run_on(&run->verdict) || hung_up(run) ||
		(p->what == PROCESS_EXITED && p->value == SANITIZER_EXIT)) /* told by its report */
		return false;
	buf_add_str(out, "By then your program had ");
	if (p->what == PROCESS_KILLED)
		buf_addf(out, "been killed by %s", words_signal(p->value));
	else
		buf_addf(out, "ended with status %d", p->value);
	if (p->what == PROCESS_EXITED && e.exit && words_event_where(&place, e.exit))
		buf_addf(out, ": it left at %s", buf_str(&place));
	buf_add_char(out, '.');
	return true;
}

/* ---- it listens for the others */

static bool says_v6only(const struct call_event *k)
{
	return k->id == CALL_SETSOCKOPT && k->err == 0 && k->arg[1] == IPPROTO_IPV6 &&
	       k->arg[2] == IPV6_V6ONLY;
}

/* The socket that listens on that port for IPv6, as it stood when the conversation broke, and the call by
 * which it was told to leave IPv4 alone. */
struct six {
	uint64_t inode;
	const struct event *only; /* NULL: it takes both */
	bool listens;
};

static void take_call(struct six *s, const struct event *ev, uint16_t port)
{
	const struct call_event *k = &ev->call;

	if (k->id == CALL_LISTEN && k->err == 0 && k->local.family == AF_INET6 &&
		k->local.port == port) {
		s->listens = s->inode == k->inode;
	} else if (says_v6only(k)) {
		bool on = k->data.len && k->data.at[0];

		*s = (struct six){ .inode = k->inode, .only = on ? ev : NULL };
	} else if (k->id == CALL_CLOSE && k->inode == s->inode) {
		*s = (struct six){ 0 };
	}
}

static bool add_six_only(struct buf *out, const struct check_run *run)
{
	const struct event *cause = run->verdict.cause;
	uint64_t until = story_broken_at(run->timeline);
	AUTO(buf_free) struct buf place = { 0 };
	struct six s = { 0 };

	if (run->verdict.why != WHY_REFUSED || !cause || cause->kind != EVENT_MOVE ||
		cause->move.remote.family != AF_INET)
		return false;
	for (size_t i = 0; i < timeline_count(run->timeline); i++) {
		const struct event *ev = timeline_at(run->timeline, i);

		if (ev->kind == EVENT_CALL && ev->who == WHO_YOU && ev->t0 <= until)
			take_call(&s, ev, cause->move.remote.port);
	}
	if (!s.listens || !s.only || !words_event_where(&place, s.only))
		return false;
	buf_addf(out,
		"Your program listens on port %d, but for IPv6 only, as it asked by IPV6_V6ONLY at "
		"%s; the caller came by IPv4.",
		cause->move.remote.port, buf_str(&place));
	return true;
}

void verdict_ended_text(
	struct buf *out, const struct check_run *run, const struct verdict_text_options *o)
{
	enum step_why why = run->verdict.why;
	bool left_alone =
		why == WHY_REFUSED || why == WHY_RESET || why == WHY_END || why == WHY_SILENCE;
	AUTO(buf_free) struct buf text = { 0 };

	if (!run->timeline || !left_alone)
		return;
	if (add_ended(&text, run) || add_six_only(&text, run))
		text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
}
