// SPDX-License-Identifier: MIT
#include <netinet/tcp.h>
#include <stdlib.h>

#include "report/sockets_at.h"
#include "tui/views.h"

/* What `ss` would have shown at one moment of the run. The timeline is a copy of its own: a new check may replace the last one's. */
struct kernel_view {
	struct timeline *tl;
	uint64_t at;
	struct doc *doc;
	struct pager pager;
};

static const char *owner(const struct socket_event *s)
{
	if (s->state == TCP_LISTEN || s->proto != PACKET_TCP)
		return "";
	return s->inode							   ? ""
	       : s->state == TCP_ESTABLISHED || s->state == TCP_CLOSE_WAIT ? "not yet accepted"
									   : "";
}

static void add_queues(struct doc *d, const struct socket_event *s)
{
	if (s->state == TCP_LISTEN && s->proto == PACKET_TCP)
		doc_addf(d, ROLE_TEXT, "%u waiting for accept, backlog %u", s->rqueue, s->wqueue);
	else
		doc_addf(d, ROLE_TEXT, "%u to be read, %u on their way out", s->rqueue, s->wqueue);
	if (s->timer)
		doc_addf(d, ROLE_WARN, ", %s in %.1f s", socket_timer_name(s->timer),
			s->expires_ms / 1000.0);
	if (s->retransmits)
		doc_addf(d, ROLE_WARN, ", %u retransmits", s->retransmits);
	if (*owner(s))
		doc_addf(d, ROLE_ACCENT, ", %s", owner(s));
}

static void add_socket(struct doc *d, const struct socket_event *s)
{
	AUTO(buf_free) struct buf local = { 0 };
	AUTO(buf_free) struct buf remote = { 0 };

	address_text(&local, &s->local);
	if (s->remote.family)
		address_text(&remote, &s->remote);
	doc_line(d, 2, 4, false);
	doc_addf(d, ROLE_DIM, "%-4s",
		s->proto == PACKET_TCP	 ? "tcp"
		: s->proto == PACKET_UDP ? "udp"
					 : "");
	doc_addf(d, s->state == TCP_LISTEN ? ROLE_ACCENT : ROLE_STRONG, "%-12s ",
		socket_state_name(s->proto, s->state));
	doc_addf(
		d, ROLE_TEXT, "%-22s %-22s ", buf_str(&local), remote.len ? buf_str(&remote) : "-");
	add_queues(d, s);
}

static void fill(struct kernel_view *v)
{
	struct sockets_at s;

	doc_free(v->doc);
	v->doc = doc_new();
	sockets_at(v->tl, v->at, &s);
	doc_line(v->doc, 0, 0, false);
	doc_addf(v->doc, ROLE_HEADING, "The kernel's sockets %.3f ms after the start", v->at / 1e6);
	doc_blank(v->doc);
	for (size_t i = 0; i < s.count; i++)
		add_socket(v->doc, &s.list[i]->socket);
	if (!s.count)
		doc_text(v->doc, ROLE_DIM, "There are none at this moment.");
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
	(void)screen;
	pager_draw(&((struct kernel_view *)self)->pager, area_part(a, 0, 2, a.rows, a.cols - 2));
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

static const struct view_class kernel_view = {
	.name = "Kernel",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
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
