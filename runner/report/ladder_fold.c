// SPDX-License-Identifier: MIT
#include "report/ladder_fold.h"

#include <string.h>

/* Fewer rows are read sooner than they are unfolded. */
enum { PERIOD_MOST = 4, TIMES_LEAST = 4, FOLDED_LEAST = 6 };

/* ---- rows that tell the same */

static bool is_there(const char *text)
{
	return text && *text;
}

static bool was_sent_again(const struct ladder_row *r)
{
	static const char again[] = " again";
	size_t len = is_there(r->label) ? strlen(r->label) : 0;

	return len >= sizeof again && !strcmp(r->label + len - (sizeof again - 1), again);
}

/* A call or data, and nothing that one would miss. */
static bool is_plain(const struct ladder_row *r)
{
	bool quiet = r->role == LADDER_CALL || r->role == LADDER_CALL_FAILED ||
		     r->role == LADDER_PACKET_DATA || r->role == LADDER_MOVE;

	return quiet && !r->broken && !is_there(r->near_state) && !is_there(r->far_state) &&
	       !was_sent_again(r);
}

static bool same_line(const struct call_event *a, const struct call_event *b)
{
	if (!a->frame_count || !b->frame_count)
		return a->frame_count == b->frame_count;
	return a->frames[0].line == b->frames[0].line &&
	       !strcmp(a->frames[0].file, b->frames[0].file);
}

/* All of what it was asked for, a part of it, nothing: where a call sends, the difference is worth a look. */
static int share(const struct call_event *c)
{
	int length = calls[c->id].length;

	if (c->ret <= 0 || calls[c->id].moves != CALL_MOVES_OUT || length < 0)
		return c->ret > 0;
	return c->ret < c->arg[length] ? 1 : 2;
}

static bool same_call(const struct call_event *a, const struct call_event *b)
{
	return a->id == b->id && a->pid == b->pid && a->tid == b->tid && a->fd == b->fd &&
	       a->inode == b->inode && a->err == b->err && share(a) == share(b) && same_line(a, b);
}

static bool same_move(const struct move_event *a, const struct move_event *b)
{
	return a->what == b->what && (a->what == MOVE_SENT || a->what == MOVE_GOT) &&
	       a->err == b->err && address_equal(&a->local, &b->local) &&
	       address_equal(&a->remote, &b->remote);
}

static bool same_packet(const struct packet_event *a, const struct packet_event *b)
{
	return a->proto == b->proto && address_equal(&a->src, &b->src) &&
	       address_equal(&a->dst, &b->dst);
}

static bool same(const struct timeline *tl, const struct ladder_row *a, const struct ladder_row *b)
{
	const struct event *x, *y;

	if (a->index >= timeline_count(tl) || b->index >= timeline_count(tl) || !is_plain(a) ||
		!is_plain(b))
		return false;
	x = timeline_at(tl, a->index), y = timeline_at(tl, b->index);
	if (x->kind != y->kind || x->who != y->who)
		return false;
	if (x->kind == EVENT_CALL)
		return same_call(&x->call, &y->call);
	if (x->kind == EVENT_MOVE)
		return same_move(&x->move, &y->move);
	return x->kind == EVENT_PACKET && a->actor == b->actor &&
	       same_packet(&x->packet, &y->packet);
}

/* ---- folding */

/* How often the `period` rows from `at` on are told one after another. */
static size_t times(const struct timeline *tl, const struct ladder *l, size_t at, size_t period)
{
	size_t next = at + period;

	while (next < l->count && same(tl, &l->rows[next], &l->rows[next - period]))
		next++;
	return (next - at) / period;
}

/* The first of what is folded says when; of the others nothing is kept. */
static void fold_rows(struct ladder_row *rows, size_t period, size_t more)
{
	struct ladder_row fold = { .role = LADDER_NOTE,
		.time = rows[0].time,
		.index = SIZE_MAX,
		.packet = SIZE_MAX,
		.who = rows[0].who,
		.folded = period * more };

	fold.call = period == 1 ? xasprintf("... %zu times more", more)
				: xasprintf("... these %zu rows %zu times more", period, more);
	for (size_t i = 0; i < fold.folded; i++)
		ladder_row_fini(&rows[i]);
	rows[0] = fold;
}

/* After how many rows what is told from here on begins again; 0: it does not, or not often enough. */
static size_t period_at(const struct timeline *tl, const struct ladder *l, size_t at, size_t *n)
{
	for (size_t period = 1; period <= PERIOD_MOST; period++) {
		*n = times(tl, l, at, period);
		if (*n >= TIMES_LEAST && (*n - 1) * period >= FOLDED_LEAST)
			return period;
	}
	return 0;
}

void ladder_fold(struct ladder *l, const struct timeline *tl)
{
	size_t kept = 0;

	for (size_t at = 0; at < l->count;) {
		size_t n, period = period_at(tl, l, at, &n);

		if (!period) {
			l->rows[kept++] = l->rows[at++];
			continue;
		}
		fold_rows(&l->rows[at + period], period, n - 1);
		memmove(&l->rows[kept], &l->rows[at], (period + 1) * sizeof *l->rows);
		kept += period + 1;
		at += period * n;
	}
	l->count = kept;
}
