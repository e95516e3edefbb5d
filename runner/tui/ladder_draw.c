// SPDX-License-Identifier: MIT
#include "tui/ladder_draw.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"
#include "report/call_words.h"
#include "report/sockets_at.h"

/* ---- columns: the program, the wire, the actors */

struct columns {
	int left, wire, right; /* widths; the wire's bars included */
};

static struct columns columns_of(int cols)
{
	struct columns c;

	c.wire = cols >= 100 ? 32 : cols >= 72 ? 26 : 18;
	c.right = cols >= 100 ? (cols - c.wire) / 3 : cols >= 72 ? 16 : 8;
	c.left = cols - c.wire - c.right;
	return c;
}

static const struct {
	enum role call, wire;
} roles[] = {
	[LADDER_CALL] = { ROLE_YOU, ROLE_WIRE },
	[LADDER_CALL_FAILED] = { ROLE_BAD, ROLE_WIRE },
	[LADDER_CALL_WAITING] = { ROLE_WARN, ROLE_WIRE },
	[LADDER_PACKET] = { ROLE_TEXT, ROLE_WIRE },
	[LADDER_PACKET_DATA] = { ROLE_TEXT, ROLE_ACCENT },
	[LADDER_PACKET_RESET] = { ROLE_TEXT, ROLE_BAD },
	[LADDER_MOVE] = { ROLE_TEXT, ROLE_WIRE },
	[LADDER_OUTPUT] = { ROLE_STRING, ROLE_WIRE },
	[LADDER_STATE] = { ROLE_DIM, ROLE_DIM },
	[LADDER_SIGNAL] = { ROLE_BAD, ROLE_WIRE },
	[LADDER_STEP] = { ROLE_DIM, ROLE_DIM },
	[LADDER_BROKEN] = { ROLE_BAD, ROLE_BAD },
	[LADDER_NOTE] = { ROLE_DIM, ROLE_DIM },
};
_Static_assert(ARRAY_LEN(roles) == LADDER_ROLES, "colours for every kind of row");

static void draw_left(struct area a, const struct ladder_row *r)
{
	enum role role = roles[r->role].call;
	int place = a.cols >= 40 ? 14 : a.cols >= 32 ? 11 : 0, col = place;
	int result = *r->result ? (int)text_width(r->result) + 3 : 0;

	if (result > a.cols / 2)
		result = a.cols / 2;
	if (place)
		area_put(area_part(a, 0, 0, 1, place - 1), 0, 0, ROLE_DIM, r->place);
	area_put(area_part(a, 0, 0, 1, a.cols - result), 0, col, role, r->call);
	if (result)
		area_putf(area_part(a, 0, a.cols - result, 1, result - 1), 0, 0, role, "= %s",
			r->result);
}

static void draw_arrow(struct area a, const struct ladder_row *r)
{
	enum role role = roles[r->role].wire;
	int width = a.cols - 2, label = text_width(r->label) + 2;
	int at = 1 + (width - label) / 2;

	area_fill(a, 0, 1, width, role, canvas_sign(a.canvas, "─", "-"));
	if (r->arrow == LADDER_LEFT || r->arrow == LADDER_SELF)
		area_put(a, 0, 1, role, canvas_sign(a.canvas, "◀", "<"));
	if (r->arrow == LADDER_RIGHT || r->arrow == LADDER_SELF)
		area_put(a, 0, width, role, canvas_sign(a.canvas, "▶", ">"));
	if (label - 2 > width - 4)
		at = 2, label = width - 2;
	area_putf(area_part(a, 0, at, 1, label), 0, 0, role, " %s ", r->label);
}

static void draw_wire(struct area a, const struct ladder_row *r)
{
	const char *bar = canvas_sign(a.canvas, "│", "|");
	int far = text_width(r->far_state);

	if (r->arrow != LADDER_NO_ARROW)
		draw_arrow(a, r);
	else {
		area_put(area_part(a, 0, 0, 1, a.cols - 1), 0, 2, ROLE_ACCENT, r->near_state);
		if (far + (int)text_width(r->near_state) + 6 < a.cols)
			area_put(a, 0, a.cols - far - 2, ROLE_ACCENT, r->far_state);
	}
	area_put(a, 0, 0, ROLE_BORDER, bar);
	area_put(a, 0, a.cols - 1, ROLE_BORDER, bar);
}

static void draw_right(struct area a, const struct ladder *l, const struct ladder_row *r)
{
	enum role role = r->broken ? ROLE_BAD : ROLE_PEER;
	int col = 1;

	if (r->broken)
		col += area_put(a, 0, col, ROLE_BAD, canvas_sign(a.canvas, "✗ ", "X "));
	if (*r->actor_text && l->actors > 1 && r->actor > 0)
		col += area_putf(a, 0, col, ROLE_STRONG, "%s ", l->names[r->actor]);
	col += area_put(a, 0, col, role, r->actor_text);
	if (r->arrow != LADDER_NO_ARROW &&
		*r->far_state) /* a state that the arrow brought about stands beside it */
		area_put(a, 0, col + (*r->actor_text ? 1 : 0), ROLE_ACCENT, r->far_state);
}

static void draw_lanes(struct area a, const struct ladder *l, struct columns c)
{
	AUTO(buf_free) struct buf right = { 0 };

	for (size_t i = 1; l->names[i]; i++)
		buf_addf(&right, "%s%s", i > 1 ? ", " : "", l->names[i]);
	area_put(area_part(a, 0, 0, 1, c.left - 1), 0, 0, ROLE_STRONG, l->left_name);
	area_put(a, 0, c.left + (c.wire - 4) / 2, ROLE_STRONG, "wire");
	area_put(a, 0, c.left + c.wire + 1, ROLE_STRONG, buf_str(&right));
}

/* A row that says one thing across: a step, a note, what was printed. */
static bool is_wide(const struct ladder_row *r)
{
	return r->arrow == LADDER_NO_ARROW && !*r->actor_text && !*r->near_state &&
	       !*r->far_state && !*r->result;
}

static void draw_row(
	struct area a, const struct ladder *l, const struct ladder_row *r, struct columns c)
{
	if (is_wide(r) && (int)text_width(r->call) > c.left - 14) {
		draw_left(a, r);
		return;
	}
	draw_left(area_part(a, 0, 0, 1, c.left), r);
	draw_wire(area_part(a, 0, c.left, 1, c.wire), r);
	draw_right(area_part(a, 0, c.left + c.wire, 1, c.right), l, r);
}

void ladder_draw(struct area a, const struct ladder *l, int top, int selected)
{
	struct columns c = columns_of(a.cols);

	draw_lanes(a, l, c);
	for (int i = 0; i + 1 < a.rows && top + i < (int)l->count; i++) {
		draw_row(area_part(a, 1 + i, 0, 1, a.cols), l, &l->rows[top + i], c);
		if (top + i == selected)
			area_select(a, 1 + i, 0, a.cols);
	}
}

/* ---- one event, opened */

static void add_pair(struct doc *d, const char *name, const char *fmt, ...) PRINTF(3, 4);
static void add_pair(struct doc *d, const char *name, const char *fmt, ...)
{
	char value[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof value, fmt, args);
	va_end(args);
	doc_line(d, 2, 16, false);
	doc_addf(d, ROLE_DIM, "%-14s", name);
	doc_add(d, ROLE_TEXT, value);
}

static void add_address(struct doc *d, const char *name, const struct address *a)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (!a->family)
		return;
	address_text(&text, a);
	add_pair(d, name, "%s", buf_str(&text));
}

/* Sixteen bytes a line, as numbers and as text. */
static void add_bytes(struct doc *d, struct bytes b, uint64_t total)
{
	for (size_t at = 0; at < b.len && at < 512; at += 16) {
		AUTO(buf_free) struct buf hex = { 0 };
		char text[17] = "";

		text_hex(&hex, (struct bytes){ b.at + at, min_size(16, b.len - at) }, 0);
		for (size_t i = 0; i < 16 && at + i < b.len; i++)
			text[i] = b.at[at + i] >= ' ' && b.at[at + i] < 0x7f ? (char)b.at[at + i]
									     : '.';
		doc_line(d, 2, 2, true);
		doc_addf(d, ROLE_DIM, "%04zx  ", at);
		doc_addf(d, ROLE_CODE, "%-48s ", buf_str(&hex));
		doc_add(d, ROLE_STRING, text);
	}
	if (total > b.len || b.len > 512)
		add_pair(d, "", "(%llu bytes in all)",
			(unsigned long long)(total > b.len ? total : b.len));
}

static void detail_call(struct doc *d, const struct event *ev)
{
	const struct call_event *c = &ev->call;
	AUTO(buf_free) struct buf text = { 0 };

	words_call_and_result(&text, ev);
	doc_text(d, ROLE_YOU, buf_str(&text));
	for (uint32_t i = 0; i < c->frame_count; i++)
		add_pair(d, i ? "called from" : "at", "%s:%d in %s()", c->frames[i].file,
			c->frames[i].line, c->frames[i].func ? c->frames[i].func : "?");
	if (c->err)
		add_pair(d, "errno", "%s: %s", words_errno(c->err), words_errno_text(c->err));
	add_pair(d, "process", "%d, thread %d", c->pid, c->tid);
	if (ev->t1 > ev->t0)
		add_pair(d, "took", "%.3f ms", (ev->t1 - ev->t0) / 1e6);
	add_address(d, "address given", &c->addr);
	add_address(d, "local end", &c->local);
	add_address(d, "remote end", &c->remote);
	if (c->addrlen_in >= 0)
		add_pair(d, "length", "%lld before, %lld after", (long long)c->addrlen_in,
			(long long)c->addrlen_out);
	add_bytes(d, c->data, c->data_total);
}

static void detail_packet(struct doc *d, const struct event *ev)
{
	const struct packet_event *p = &ev->packet;
	static const struct {
		int bit;
		const char *name;
	} flags[] = { { TCP_SYN, "SYN" }, { TCP_ACK, "ACK" }, { TCP_PSH, "PSH" },
		{ TCP_FIN, "FIN" }, { TCP_RST, "RST" }, { TCP_URG, "URG" } };
	AUTO(buf_free) struct buf set = { 0 };

	doc_text(d, ROLE_WIRE,
		p->proto == PACKET_TCP	 ? "TCP segment"
		: p->proto == PACKET_UDP ? "UDP datagram"
					 : "ICMP message");
	add_address(d, "from", &p->src);
	add_address(d, "to", &p->dst);
	if (p->proto == PACKET_TCP) {
		for (size_t i = 0; i < ARRAY_LEN(flags); i++)
			if (p->flags & flags[i].bit)
				buf_addf(&set, "%s%s", set.len ? " " : "", flags[i].name);
		add_pair(d, "flags", "%s", buf_str(&set));
		add_pair(d, "sequence", "%u", p->seq);
		add_pair(d, "acknowledges", "%u", p->ack);
		add_pair(d, "window", "%u", p->window);
	}
	add_pair(d, "payload", "%u bytes", p->payload_len);
	if (p->payload_at < p->raw.len)
		add_bytes(d,
			(struct bytes){ p->raw.at + p->payload_at, p->raw.len - p->payload_at },
			p->payload_len);
}

static void detail_socket(struct doc *d, const struct event *ev)
{
	const struct socket_event *s = &ev->socket;

	doc_text(d, ROLE_ACCENT, socket_state_name(s->proto, s->state));
	add_address(d, "local end", &s->local);
	add_address(d, "remote end", &s->remote);
	add_pair(d, "queues", "%u in, %u out", s->rqueue, s->wqueue);
	if (s->timer)
		add_pair(d, "timer", "%s, %u ms", socket_timer_name(s->timer), s->expires_ms);
}

static void fill_detail(struct doc *d, const struct timeline *tl, const struct ladder_row *row)
{
	const struct event *ev =
		row->index < timeline_count(tl) ? timeline_at(tl, row->index) : NULL;

	if (ev && ev->kind == EVENT_CALL)
		detail_call(d, ev);
	else if (ev && ev->kind == EVENT_PACKET)
		detail_packet(d, ev);
	else if (ev && ev->kind == EVENT_SOCKET)
		detail_socket(d, ev);
	else {
		doc_text(d, ROLE_TEXT, *row->call ? row->call : row->actor_text);
		add_bytes(d, row->data, row->data.len);
	}
	add_pair(d, "time", "%.3f ms after the start", row->time / 1e6);
}

void ladder_detail_draw(struct pager *p, struct doc **doc, const struct timeline *tl,
	const struct ladder_row *row, struct area a)
{
	struct area inside = area_frame(a, ROLE_BORDER, "Opened (Enter closes, J and K scroll)");

	if (!row)
		return;
	doc_free(*doc);
	*doc = doc_new();
	fill_detail(*doc, tl, row);
	pager_set(p, *doc);
	pager_draw(p, inside);
}
