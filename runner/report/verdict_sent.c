// SPDX-License-Identifier: MIT
/* How much of what had come went back, where the peer waits for the rest of it. */
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "report/event_words.h"
#include "report/story.h"
#include "report/verdict_parts.h"

/* The last receive from a stream that brought something, and what was sent there since. */
struct given_back {
	const struct event *got;
	const struct event *last; /* send; NULL: none */
	uint64_t sent;
	bool whole; /* the kernel took all that it was offered, and nothing is under way */
};

static bool brings(const struct call_event *c)
{
	return (c->id == CALL_RECVFROM && !(c->arg[3] & MSG_PEEK)) || c->id == CALL_READ;
}

static bool gives(const struct call_event *c)
{
	return (calls[c->id].moves == CALL_MOVES_OUT && c->id != CALL_SETSOCKOPT) ||
	       c->id == CALL_SENDFILE || c->id == CALL_SPLICE;
}

static void take_call(struct given_back *g, const struct event *ev)
{
	const struct call_event *c = &ev->call;

	if (brings(c) && !(c->flags & CALL_UNFINISHED) && c->ret > 0) {
		*g = (struct given_back){ .got = ev, .whole = true };
	} else if (g->got && c->inode == g->got->call.inode && gives(c)) {
		bool plain = c->id == CALL_SENDTO || c->id == CALL_WRITE;

		g->last = ev;
		g->sent += c->ret > 0 ? c->ret : 0;
		g->whole &= plain && c->ret == c->arg[2] && !(c->flags & CALL_UNFINISHED);
	}
}

static struct given_back given_back(const struct timeline *tl)
{
	uint64_t until = story_broken_at(tl);
	struct given_back g = { 0 };

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->t0 > until)
			break;
		if (ev->kind == EVENT_CALL && ev->who == WHO_YOU && ev->call.fd_kind == FD_TCP)
			take_call(&g, ev);
	}
	return g;
}

/* What is wanted goes on, from where the last answer began, with the very bytes that came. */
static bool wants_them_back(const struct verdict *v, const struct given_back *g)
{
	struct bytes came = g->got->call.data;
	uint64_t begin = v->actual.len - g->sent, more = g->sent + 1;

	return v->expected_exact && g->sent <= v->actual.len &&
	       v->actual.len == v->first_difference && more <= came.len &&
	       begin + more <= v->expected.len &&
	       memcmp(v->expected.data + begin, came.at, more) == 0;
}

void verdict_sent_text(
	struct buf *out, const struct check_run *run, const struct verdict_text_options *o)
{
	struct given_back g = run->timeline ? given_back(run->timeline) : (struct given_back){ 0 };
	const struct event *at = g.last ? g.last : g.got;
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(buf_free) struct buf place = { 0 };

	if (!g.got || !g.whole || g.sent >= (uint64_t)g.got->call.ret ||
		!wants_them_back(&run->verdict, &g) || !words_event_where(&place, at))
		return;
	buf_add_str(&text, "It sent back ");
	if (g.sent)
		buf_addf(&text, "%llu", (unsigned long long)g.sent);
	else
		buf_add_str(&text, "none");
	buf_add_str(&text, " of the ");
	words_count(&text, g.got->call.ret, "byte", "bytes");
	buf_addf(&text, " that %s() had brought%s at %s.",
		calls_name(g.got->call.id, g.got->call.arg), g.last ? "," : "", buf_str(&place));
	text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
}
