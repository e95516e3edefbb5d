// SPDX-License-Identifier: MIT
#include <netinet/tcp.h>
#include <stdlib.h>

#include "report/call_words.h"
#include "report/sockets_at.h"
#include "tui/moment.h"
#include "tui/views.h"

/* What `ss` would have shown at one moment of the run. The timeline is a copy of its own: a new check may replace the last one's. */
struct kernel_view {
	struct timeline *tl;
	uint64_t at;
	int cols;
	struct doc *doc;
	struct pager pager;
};

/* ---- a socket */

static bool listens(const struct socket_event *s)
{
	return s->state == TCP_LISTEN && s->proto == PACKET_TCP;
}

static bool waits_for_accept(const struct socket_event *s)
{
	return !s->inode && s->proto == PACKET_TCP &&
	       (s->state == TCP_ESTABLISHED || s->state == TCP_CLOSE_WAIT);
}

/* What a row of numbers does not say. */
static void add_remarks(struct doc *d, const struct socket_event *s, bool queues, bool accepted)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (listens(s) && queues)
		buf_addf(&text, "%u waiting for accept(), backlog %u", s->rqueue, s->wqueue);
	if (waits_for_accept(s) && !accepted)
		buf_addf(&text, "not yet accepted");
	if (queues && moment_counts_fin_in(s))
		buf_addf(&text, "%srecv-q counts the FIN, until its end is read",
			text.len ? "; " : "");
	if (queues && moment_counts_fin_out(s))
		buf_addf(&text, "%ssend-q counts the FIN, until it is acknowledged",
			text.len ? "; " : "");
	if (s->timer)
		buf_addf(&text, "%s%s timer, %.1f s to go", text.len ? "; " : "",
			socket_timer_name(s->timer), s->expires_ms / 1000.0);
	if (s->retransmits)
		buf_addf(&text, "%s%u sent again", text.len ? "; " : "", s->retransmits);
	if (!text.len)
		return;
	doc_line(d, 4, 4, false);
	doc_add(d, listens(s) ? ROLE_DIM : ROLE_WARN, buf_str(&text));
}

static const struct {
	const char *name;
	int cols, narrow; /* narrow: in two lines; 0: not in the first */
} columns[] = { { "whose", 9, 9 }, { "state", 13, 12 }, { "recv-q", 8, 7 }, { "send-q", 8, 7 },
	{ "local", 22, 0 }, { "remote", 0, 0 } };
enum { WIDE_FROM = 74 };

static void add_cell(struct doc *d, size_t column, bool wide, enum role role, const char *text)
{
	if (!wide && !columns[column].narrow) /* addresses have a line of their own */
		doc_line(d, 4, 4, false);
	doc_addf(
		d, role, "%-*s ", (wide ? columns[column].cols : columns[column].narrow) - 1, text);
}

static void add_socket(
	struct doc *d, const struct timeline *tl, const struct event *ev, uint64_t at, bool wide)
{
	bool queues = moment_knows_queues(tl, ev, at);
	const struct socket_event *s = &ev->socket;
	struct buf cells[ARRAY_LEN(columns)] = { 0 };

	words_who_short(&cells[0], tl, ev->who);
	buf_add_str(&cells[1], socket_state_name(s->proto, s->state));
	buf_addf(&cells[2], queues ? "%u" : "?", s->rqueue);
	buf_addf(&cells[3], queues || listens(s) ? "%u" : "?",
		s->wqueue); /* of a listener: the backlog */
	address_text(&cells[4], &s->local);
	if (s->remote.family)
		address_text(&cells[5], &s->remote);
	doc_line(d, 0, 4, true);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		if (i < 5 || cells[i].len)
			add_cell(d, i, wide,
				i == 0	 ? ROLE_STRONG
				: i == 1 ? ROLE_ACCENT
					 : ROLE_TEXT,
				buf_str(&cells[i]));
		buf_free(&cells[i]);
	}
	add_remarks(d, s, queues, moment_accepted_since(tl, ev, at));
}

static void fill(struct kernel_view *v)
{
	bool wide = v->cols >= WIDE_FROM;
	struct sockets_at s;

	doc_free(v->doc);
	v->doc = doc_new();
	sockets_at(v->tl, v->at, &s);
	doc_line(v->doc, 0, 0, false);
	doc_addf(v->doc, ROLE_TITLE, "The kernel's sockets %.3f ms after the start", v->at / 1e6);
	doc_blank(v->doc);
	doc_line(v->doc, 0, 0, true);
	for (size_t i = 0; s.count && i < ARRAY_LEN(columns) && (wide || columns[i].narrow); i++)
		add_cell(v->doc, i, wide, ROLE_HEADING, columns[i].name);
	for (size_t i = 0; i < s.count; i++)
		add_socket(v->doc, v->tl, s.list[i], v->at, wide);
	if (!s.count)
		doc_text(v->doc, ROLE_DIM,
			"There are none at this moment. As in ss, a socket of TCP is here from "
			"listen() or connect() on, one of UDP from bind() or connect() on.");
	doc_blank(v->doc);
	doc_text(v->doc, ROLE_DIM,
		"recv-q: bytes come and not yet read. send-q: bytes sent and not yet acknowledged. "
		"Of a listener: connections waiting to be accepted, and how many may wait. ?: it "
		"has changed since the kernel was asked.");
	sockets_at_free(&s);
	pager_set(&v->pager, v->doc);
}

/* The next or previous moment at which some socket changed. */
static enum reaction step(struct kernel_view *v, int way)
{
	uint64_t best = v->at;

	for (size_t i = 0; i < timeline_count(v->tl); i++) {
		const struct event *ev = timeline_at(v->tl, i);

		if (ev->kind != EVENT_SOCKET)
			continue;
		if (way > 0 && ev->t0 > v->at && (best == v->at || ev->t0 < best))
			best = ev->t0;
		if (way < 0 && ev->t0 < v->at && (best == v->at || ev->t0 > best))
			best = ev->t0;
	}
	v->at = best;
	fill(v);
	return REACT_REDRAW;
}

static enum reaction key_later(struct screen *screen, void *self)
{
	(void)screen;
	return step(self, 1);
}

static enum reaction key_earlier(struct screen *screen, void *self)
{
	(void)screen;
	return step(self, -1);
}

static void kernel_draw(struct screen *screen, void *self, struct area a)
{
	struct kernel_view *v = self;

	(void)screen;
	if (v->cols != a.cols - 4) {
		v->cols = a.cols - 4;
		fill(v);
	}
	pager_draw(&v->pager, area_part(a, 0, 2, a.rows, a.cols - 2));
}

static enum reaction kernel_type(struct screen *screen, void *self, int key)
{
	return screen_pager_key(screen, &((struct kernel_view *)self)->pager, key);
}

static void kernel_close(void *self)
{
	struct kernel_view *v = self;

	timeline_free(v->tl);
	doc_free(v->doc);
	pager_free(&v->pager);
	free(v);
}

static const struct view_key keys[] = {
	{ 'n', TERM_RIGHT, "n", "On to the next moment at which a socket changed.", "later",
		key_later },
	{ 'p', 0, "p", "Back to the moment before.", "earlier", key_earlier },
};

const struct view_class kernel_view = {
	.name = "Kernel",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.shared = &screen_pager_keys,
	.draw = kernel_draw,
	.type = kernel_type,
	.close = kernel_close,
};

void kernel_view_open(struct screen *screen, const struct timeline *tl, uint64_t at)
{
	struct kernel_view *v = xcalloc(1, sizeof *v);

	v->tl = timeline_new();
	for (size_t i = 0; i < timeline_count(tl); i++)
		timeline_add(v->tl, timeline_arrival(tl, i));
	v->at = at;
	v->pager.link = v->pager.found = -1;
	fill(v);
	screen_push(screen, &kernel_view, v);
}
