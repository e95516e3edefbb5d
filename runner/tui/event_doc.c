// SPDX-License-Identifier: MIT
#include "tui/event_doc.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "judge/verdict.h"
#include "report/event_words.h"
#include "report/sockets_at.h"
#include "timeline/packet.h"

enum { NAME = 18, FIELD_NAME = 26, BYTES_SHOWN = 1024, A_LINE = 16 };

static void add_pair(struct doc *d, const char *name, const char *fmt, ...) PRINTF(3, 4);
static void add_pair(struct doc *d, const char *name, const char *fmt, ...)
{
	char value[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof value, fmt, args);
	va_end(args);
	doc_line(d, 2, 2 + NAME, false);
	doc_addf(d, ROLE_DIM, "%-*s", NAME, name);
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
static void add_bytes(struct doc *d, const char *name, struct bytes b, uint64_t total)
{
	size_t shown = min_size(b.len, BYTES_SHOWN);

	total = total > b.len ? total : b.len;
	if (!total)
		return;
	doc_blank(d);
	doc_line(d, 2, 2, false);
	doc_addf(d, ROLE_DIM, "%s: %llu byte%s%s", name, (unsigned long long)total,
		total == 1 ? "" : "s", total > shown ? ", their beginning:" : "");
	for (size_t at = 0; at < shown; at += A_LINE) {
		AUTO(buf_free) struct buf hex = { 0 };
		char text[A_LINE + 1] = "";

		text_hex(&hex, (struct bytes){ b.at + at, min_size(A_LINE, shown - at) }, 0);
		for (size_t i = 0; i < A_LINE && at + i < shown; i++)
			text[i] = b.at[at + i] >= ' ' && b.at[at + i] < 0x7f ? (char)b.at[at + i]
									     : '.';
		doc_line(d, 2, 2, true);
		doc_addf(d, ROLE_DIM, "%04zx  ", at);
		doc_addf(d, ROLE_CODE, "%-48s ", buf_str(&hex));
		doc_add(d, ROLE_STRING, text);
	}
}

/* ---- a kind of event each */

static void say_call(struct doc *d, const struct event *ev)
{
	const struct call_event *c = &ev->call;
	AUTO(buf_free) struct buf text = { 0 };

	words_call_and_result(&text, ev);
	doc_line(d, 0, 4, false);
	doc_add(d, ROLE_YOU, buf_str(&text));
	for (uint32_t i = 0; i < c->frame_count; i++)
		add_pair(d, i ? "called from" : "at", "%s:%d, in %s()", c->frames[i].file,
			c->frames[i].line, c->frames[i].func ? c->frames[i].func : "?");
	if (c->err)
		add_pair(d, "errno", "%s: %s", words_errno(c->err), words_errno_text(c->err));
	add_address(d, "address given", &c->addr);
	if (c->addrlen_in >= 0)
		add_pair(d, "its length", "%lld before, %lld after", (long long)c->addrlen_in,
			(long long)c->addrlen_out);
	add_address(d, "local end", &c->local);
	add_address(d, "remote end", &c->remote);
	add_pair(d, "process", "%d, thread %d", c->pid, c->tid);
	if (ev->t1 > ev->t0)
		add_pair(d, "took", "%.3f ms", (ev->t1 - ev->t0) / 1e6);
	add_bytes(d, "What moved", c->data, c->data_total);
}

/* The transport's header says more than IP's does: it comes first. */
static void add_fields(struct doc *d, const struct packet_event *p)
{
	struct packet_field fields[PACKET_FIELDS_MAX];
	size_t count = packet_fields(p, fields);

	for (int pass = 0; pass < 2; pass++) {
		doc_blank(d);
		for (size_t i = 0; i < count; i++) {
			bool of_ip = strncmp(fields[i].name, "IP ", 3) == 0;

			if (of_ip != (pass == 1))
				continue;
			doc_line(d, 2, 2 + FIELD_NAME, false);
			doc_addf(d, ROLE_DIM, "%-*s", FIELD_NAME, fields[i].name);
			doc_add(d, ROLE_TEXT, fields[i].text);
		}
	}
}

static void say_packet(struct doc *d, const struct event *ev)
{
	const struct packet_event *p = &ev->packet;
	AUTO(buf_free) struct buf text = { 0 };

	words_packet(&text, p, 40);
	doc_line(d, 0, 4, false);
	doc_addf(d, ROLE_WIRE, "Packet: %s", buf_str(&text));
	add_address(d, "from", &p->src);
	add_address(d, "to", &p->dst);
	add_bytes(d, "Payload", packet_payload(p), p->payload_len);
	add_fields(d, p);
	add_bytes(d, "The whole packet", p->raw, p->raw_total);
}

static void say_socket(struct doc *d, const struct event *ev)
{
	const struct socket_event *s = &ev->socket;

	doc_text(d, ROLE_ACCENT, socket_state_name(s->proto, s->state));
	add_address(d, "local end", &s->local);
	add_address(d, "remote end", &s->remote);
	add_pair(d, "queues", "%u in, %u out", s->rqueue, s->wqueue);
	if (s->timer)
		add_pair(d, "timer", "%s, %u ms", socket_timer_name(s->timer), s->expires_ms);
}

static void say_sanitizer(struct doc *d, const struct event *ev)
{
	AUTO(buf_free) struct buf safe = { 0 };

	text_safe_str(&safe, ev->sanitizer.text);
	doc_text(d, ROLE_BAD, ev->sanitizer.kind);
	for (const char *s = buf_str(&safe); *s;) {
		size_t len = strcspn(s, "\n");
		AUTO(freep) char *line = xstrndup(s, len);

		doc_line(d, 2, 4, false);
		doc_add(d, ROLE_TEXT, line);
		s += len + (s[len] == '\n');
	}
}

static void (*const sayers[EVENT_KINDS])(struct doc *, const struct event *) = {
	[EVENT_CALL] = say_call,
	[EVENT_PACKET] = say_packet,
	[EVENT_SOCKET] = say_socket,
	[EVENT_SANITIZER] = say_sanitizer,
}; /* of the others, the row says everything but the bytes */

static const struct event *event_at(const struct timeline *tl, size_t index)
{
	return index < timeline_count(tl) ? timeline_at(tl, index) : NULL;
}

static void say_row(struct doc *d, const struct ladder_row *row)
{
	const char *texts[] = { row->call, row->label, row->actor_text };

	doc_line(d, 0, 2, false);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (*texts[i])
			doc_addf(d, row->broken ? ROLE_BAD : ROLE_STRONG, "%s  ", texts[i]);
	if (row->folded) {
		doc_line(d, 2, 2, false);
		doc_addf(d, ROLE_TEXT, "+ shows each of the %zu rows.", row->folded);
	}
	add_bytes(d, "Bytes", row->data, row->data.len);
}

/* ---- where the script broke */

/* The sentence, of which a row holds only what it has room for. */
static void say_broken_words(struct doc *d, const struct ladder *l, const struct ladder_row *row)
{
	bool first = true;

	doc_line(d, 0, 2, false);
	for (size_t i = 0; i < l->count; i++) {
		const struct ladder_row *r = &l->rows[i];

		if (r->role != LADDER_BROKEN || r->index != row->index)
			continue;
		doc_addf(d, ROLE_BAD, "%s%s", first ? "" : " ",
			r->who > 0 ? r->actor_text : r->call);
		first = false;
	}
}

static void say_broken(struct doc *d, const struct timeline *tl, const struct conversation *c,
	const struct ladder *l, const struct ladder_row *row)
{
	struct verdict v;

	say_broken_words(d, l, row);
	if (!c)
		return;
	verdict_of(c, tl, &v);
	if (v.expected_exact)
		add_bytes(d, "Wanted", buf_bytes(&v.expected), 0);
	add_bytes(d, "Came", buf_bytes(&v.actual), 0);
	if (v.expected_exact && v.first_difference < v.actual.len &&
		v.first_difference < v.expected.len)
		add_pair(d, "first difference", "at %04zx", v.first_difference);
	verdict_free(&v);
}

void event_to_doc(struct doc *d, const struct timeline *tl, const struct conversation *c,
	const struct ladder *l, size_t at)
{
	const struct ladder_row *row = &l->rows[at];
	const struct event *ev = event_at(tl, row->index);
	const struct event *packet = row->packet == row->index ? NULL : event_at(tl, row->packet);

	if (row->role == LADDER_BROKEN)
		say_broken(d, tl, c, l, row);
	else if (ev && sayers[ev->kind])
		sayers[ev->kind](d, ev);
	else
		say_row(d, row);
	add_pair(d, "time", "%.3f ms after the start", row->time / 1e6);
	if (!packet || packet->kind != EVENT_PACKET)
		return;
	doc_blank(d);
	say_packet(d, packet);
}
