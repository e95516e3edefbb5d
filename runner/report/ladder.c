// SPDX-License-Identifier: MIT
#include "report/ladder.h"

#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/verdict.h"
#include "report/bytes_words.h"
#include "report/event_words.h"
#include "report/ladder_fold.h"
#include "report/step_words.h"
#include "report/tcp_states.h"
#include "timeline/packet.h"
#include "timeline/sender.h"

/* An arrow has little room; a lane as much as the terminal gives: whoever draws it cuts it. */
enum { LABEL_BYTES = 12, TEXT_BYTES = 200, BROKEN_COLUMNS = 74, CAME_BYTES = 32, CAME_BEFORE = 8 };

/* Of a packet that is told, no move yet; no place at all. */
static const size_t FREE = SIZE_MAX - 1, NONE = SIZE_MAX;

/* What is at hand while the rows are made. */
struct making {
	struct ladder *l;
	size_t cap;
	const struct timeline *tl;
	const struct conversation *c;
	struct story story;
	struct story_owners owners;
	struct tcp_moments moments;
	size_t *carrier; /* by place in the timeline: of a move, the packet that shows it; NONE: it has none */
	size_t *shown_by; /* of a packet, the move it shows, FREE or NONE */
	size_t columns;	  /* that the words about a break may take in a row */
	size_t waiting;	  /* connections in the accept queue */
	bool over;	  /* the program on the left has ended */
};

/* ---- a row */

static struct ladder_row *new_row(
	struct making *m, const struct story_item *item, enum ladder_role role)
{
	struct ladder *l = m->l;

	grow(&l->rows, &m->cap, l->count, sizeof *l->rows);
	l->rows[l->count] = (struct ladder_row){ .role = role,
		.time = item->time >= UINT64_MAX - 1
				? item->event->t1 ? item->event->t1 : item->event->t0
				: item->time,
		.index = item->index,
		.packet = item->event->kind == EVENT_PACKET ? item->index : NONE,
		.who = item->event->who };
	return &l->rows[l->count++];
}

/* The texts that nobody wrote are empty, not absent. */
static void complete(struct ladder_row *r)
{
	char **texts[] = { &r->place, &r->call, &r->result, &r->label, &r->near_state,
		&r->far_state, &r->actor_text };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!*texts[i])
			*texts[i] = xstrdup("");
}

static void set_text(char **place, const char *text)
{
	free(*place);
	*place = xstrdup(text);
}

static const char *state_name(int state)
{
	return state > 0 && state < TCP_STATES ? tcp_state_names[state] : "";
}

/* ---- which move a packet shows */

static bool move_receives(const struct move_event *mv, const struct packet_event *p)
{
	switch (mv->what) {
	case MOVE_CONNECTED: return (p->flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
	case MOVE_ACCEPTED: return (p->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	case MOVE_REFUSED:
	case MOVE_SAW_RESET: return p->flags & TCP_RST;
	case MOVE_GOT: return p->payload_len || p->proto == PACKET_UDP;
	case MOVE_SAW_END: return p->flags & TCP_FIN;
	default: return false;
	}
}

static bool arrives_at(const struct move_event *mv, const struct packet_event *p)
{
	return sender_same_end(&mv->local, &p->dst) &&
	       (!mv->remote.family || sender_same_end(&mv->remote, &p->src));
}

/* Moves that answer a packet: the latest such packet before them that is told and shows no other. */
static void find_received(struct making *m, const struct story_item *item)
{
	enum { LOOK_BACK = 64 };
	size_t seen = 0;

	for (size_t i = item->index; i-- > 0 && seen < LOOK_BACK; seen++) {
		const struct event *ev = timeline_at(m->tl, i);

		if (ev->kind == EVENT_PACKET && m->shown_by[i] == FREE &&
			move_receives(&item->event->move, &ev->packet) &&
			arrives_at(&item->event->move, &ev->packet)) {
			m->shown_by[i] = item->index;
			m->carrier[item->index] = i;
			return;
		}
	}
}

static size_t index_of(const struct timeline *tl, const struct event *ev, size_t near)
{
	for (size_t d = 0; d < timeline_count(tl); d++) {
		if (near >= d && timeline_at(tl, near - d) == ev)
			return near - d;
		if (near + d < timeline_count(tl) && timeline_at(tl, near + d) == ev)
			return near + d;
	}
	return NONE;
}

/* A packet that a move sent: the first of them shows it. */
static void find_sent(struct making *m, const struct story_item *item)
{
	const struct event *by = sender_of(m->tl, item->index);
	size_t at = by && by->kind == EVENT_MOVE ? index_of(m->tl, by, item->index) : NONE;

	if (at == NONE || m->carrier[at] != NONE)
		return;
	m->carrier[at] = item->index;
	m->shown_by[item->index] = at;
}

static void match_moves(struct making *m)
{
	size_t n = timeline_count(m->tl);

	m->carrier = xmalloc(n * sizeof *m->carrier);
	m->shown_by = xmalloc(n * sizeof *m->shown_by);
	for (size_t i = 0; i < n; i++)
		m->carrier[i] = m->shown_by[i] = NONE;
	for (size_t i = 0; i < m->story.count; i++)
		if (m->story.items[i].event->kind == EVENT_PACKET) {
			m->shown_by[m->story.items[i].index] = FREE;
			find_sent(m, &m->story.items[i]);
		}
	for (size_t i = 0; i < m->story.count; i++)
		if (m->story.items[i].event->kind == EVENT_MOVE &&
			m->carrier[m->story.items[i].index] == NONE)
			find_received(m, &m->story.items[i]);
}

/* ---- calls */

static enum ladder_role call_role(const struct call_event *c)
{
	if (c->flags & CALL_UNFINISHED && c->id != CALL_EXIT_GROUP && c->id != CALL_EXIT)
		return LADDER_CALL_WAITING;
	return c->err ? LADDER_CALL_FAILED : LADDER_CALL;
}

/* The state that the packets until now have brought the program's end of a connection to. */
static const char *state_of(const struct making *m, const struct call_event *c, size_t until)
{
	for (size_t i = m->moments.count; i-- > 0;) {
		const struct tcp_moment *moment = &m->moments.list[i];
		const struct packet_event *p = &timeline_at(m->tl, moment->index)->packet;

		if (moment->index > until)
			continue;
		if (sender_same_end(&c->local, &p->src) && sender_same_end(&c->remote, &p->dst))
			return state_name(moment->src_state);
		if (sender_same_end(&c->local, &p->dst) && sender_same_end(&c->remote, &p->src))
			return state_name(moment->dst_state);
	}
	return "";
}

/* The first event that is later than a moment. */
static size_t index_after(const struct timeline *tl, size_t from, uint64_t time)
{
	while (from < timeline_count(tl) && timeline_at(tl, from)->t0 <= time)
		from++;
	return from;
}

/* What a call does to the socket that it is about. */
static void call_state(struct making *m, struct ladder_row *r, const struct story_item *item)
{
	const struct call_event *c = &item->event->call;

	if (c->err || (c->flags & CALL_UNFINISHED) || c->ret < 0)
		return;
	if (c->id == CALL_LISTEN && (c->fd_kind == FD_TCP || c->fd_kind == FD_UNKNOWN))
		set_text(&r->near_state, "LISTEN");
	if (c->id != CALL_ACCEPT && c->id != CALL_ACCEPT4)
		return;
	m->waiting -= m->waiting > 0;
	set_text(&r->near_state, state_of(m, c, index_after(m->tl, item->index, item->time)));
}

static void own_call(struct making *m, const struct story_item *item)
{
	const struct call_event *c = &item->event->call;
	struct ladder_row *r = new_row(m, item, call_role(c));
	AUTO(buf_free) struct buf place = { 0 };
	AUTO(buf_free) struct buf call = { 0 };
	AUTO(buf_free) struct buf result = { 0 };

	words_event_place(&place, item->event);
	words_call(&call, c, CALL_WORDS_SHORT);
	words_result(&result, c, CALL_WORDS_SHORT);
	r->place = buf_take(&place);
	r->call = buf_take(&call);
	r->result = buf_take(&result);
	r->data = c->data;
	call_state(m, r, item);
}

/* A reference on the right speaks in one column. */
static void others_call(struct making *m, const struct story_item *item)
{
	const struct call_event *c = &item->event->call;
	struct ladder_row *r = new_row(m, item, call_role(c));
	AUTO(buf_free) struct buf text = { 0 };

	words_call(&text, c, CALL_WORDS_SHORT);
	buf_add_str(&text, c->flags & CALL_UNFINISHED ? " " : " = ");
	words_result(&text, c, CALL_WORDS_SHORT);
	r->actor = item->event->who;
	r->actor_text = buf_take(&text);
	r->data = c->data;
}

static void draw_call(struct making *m, const struct story_item *item)
{
	if (item->event->who == m->l->left)
		own_call(m, item);
	else
		others_call(m, item);
}

/* ---- packets */

static enum ladder_role packet_role(const struct packet_event *p)
{
	if (p->flags & TCP_RST || p->proto == PACKET_ICMP || p->proto == PACKET_ICMP6)
		return LADDER_PACKET_RESET;
	return p->payload_len || p->proto == PACKET_UDP ? LADDER_PACKET_DATA : LADDER_PACKET;
}

/* The states that this packet changed, at either end; a connection that is ready waits to be accepted. */
static void packet_states(struct making *m, struct ladder_row *r, size_t index)
{
	const struct tcp_moment *moment = tcp_moment_at(&m->moments, index);
	bool outward = r->arrow == LADDER_RIGHT;

	if (!moment)
		return;
	if (outward ? moment->src_changed : moment->dst_changed)
		set_text(&r->near_state,
			state_name(outward ? moment->src_state : moment->dst_state));
	if (outward ? moment->dst_changed : moment->src_changed)
		set_text(
			&r->far_state, state_name(outward ? moment->dst_state : moment->src_state));
	if (!outward && moment->handshake_ack) {
		AUTO(freep) char *queue = xasprintf("accept queue: %zu", ++m->waiting);

		set_text(&r->near_state, queue);
	}
}

/* Whose end of it is which: an ICMP error is about a packet that went the other way. */
static void packet_ends(const struct making *m, const struct packet_event *p, int *src, int *dst)
{
	struct icmp_error e;

	*src = story_owner(&m->owners, &p->src);
	*dst = story_owner(&m->owners, &p->dst);
	if (packet_icmp(p, &e) && e.has_inner) {
		*src = story_owner(&m->owners, &e.inner.dst);
		*dst = story_owner(&m->owners, &e.inner.src);
	}
}

static enum ladder_arrow direction(int left, int src, int dst)
{
	if (src == left && dst == left)
		return LADDER_SELF;
	if (src == left)
		return LADDER_RIGHT;
	if (dst == left)
		return LADDER_LEFT;
	return src == WHO_WIRE ? LADDER_RIGHT
			       : LADDER_LEFT; /* nobody's end is taken for the program's */
}

static void show_move(struct making *m, struct ladder_row *r, size_t move)
{
	const struct event *ev = timeline_at(m->tl, move);
	AUTO(buf_free) struct buf text = { 0 };

	r->actor = ev->who;
	if (ev->move.what == MOVE_CONNECTED)
		return; /* its state says so */
	words_move(&text, &ev->move, TEXT_BYTES, false);
	r->actor_text = buf_take(&text);
}

/* A packet stands in the row of the call that sent it, if that is the row above and nothing came between; else in one of its own. */
static struct ladder_row *row_for(struct making *m, const struct story_item *item)
{
	const struct packet_event *p = &item->event->packet;
	struct ladder_row *above = m->l->count ? &m->l->rows[m->l->count - 1] : NULL;
	const struct event *by = sender_of(m->tl, item->index);

	if (!above || !by || above->packet != NONE || by != timeline_at(m->tl, above->index) ||
		by->who != m->l->left)
		return new_row(m, item, packet_role(p));
	above->packet = item->index;
	above->role = packet_role(p);
	return above;
}

static void draw_packet(struct making *m, const struct story_item *item)
{
	const struct packet_event *p = &item->event->packet;
	struct ladder_row *r = row_for(m, item);
	const struct tcp_moment *moment = tcp_moment_at(&m->moments, item->index);
	AUTO(buf_free) struct buf label = { 0 };
	int src, dst;

	packet_ends(m, p, &src, &dst);
	r->arrow = direction(m->l->left, src, dst);
	r->actor = r->arrow == LADDER_RIGHT ? dst : r->arrow == LADDER_LEFT ? src : 0;
	r->actor = r->actor > 0 ? r->actor : 0;
	words_packet(&label, p, LABEL_BYTES);
	if (moment && moment->repeated)
		buf_add_str(&label, " again");
	r->label = buf_take(&label);
	r->data = packet_payload(p);
	packet_states(m, r, item->index);
	if (m->shown_by[item->index] < FREE)
		show_move(m, r, m->shown_by[item->index]);
}

/* ---- moves that no packet shows */

static const struct {
	enum ladder_arrow arrow;
	const char *label; /* NULL: its bytes */
} move_arrows[MOVE_WHATS] = {
	[MOVE_CONNECTS] = { LADDER_LEFT, "connects" },
	[MOVE_ACCEPTED] = { LADDER_RIGHT, "connects" },
	[MOVE_REFUSED] = { LADDER_RIGHT, "refused" },
	[MOVE_SENT] = { LADDER_LEFT, NULL },
	[MOVE_GOT] = { LADDER_RIGHT, NULL },
	[MOVE_FINISHED] = { LADDER_LEFT, "end" },
	[MOVE_CLOSED] = { LADDER_LEFT, "close" },
	[MOVE_RESET] = { LADDER_LEFT, "reset" },
	[MOVE_SAW_END] = { LADDER_RIGHT, "end" },
	[MOVE_SAW_RESET] = { LADDER_RIGHT, "reset" },
};

static bool needs_arrow(const struct making *m, const struct move_event *mv)
{
	return !m->l->packets_seen || mv->local.family == AF_UNIX || mv->remote.family == AF_UNIX;
}

static void move_arrow(struct ladder_row *r, const struct move_event *mv)
{
	AUTO(buf_free) struct buf label = { 0 };

	r->arrow = move_arrows[mv->what].arrow;
	if (move_arrows[mv->what].label) {
		buf_add_str(&label, move_arrows[mv->what].label);
	} else if (r->arrow != LADDER_NO_ARROW) {
		buf_addf(&label, "%zu ", mv->data.len);
		words_bytes(&label, mv->data, mv->data.len, LABEL_BYTES);
	}
	r->label = buf_take(&label);
}

static void draw_move(struct making *m, const struct story_item *item)
{
	const struct move_event *mv = &item->event->move;
	AUTO(buf_free) struct buf text = { 0 };
	struct ladder_row *r;

	if (m->carrier[item->index] != NONE)
		return;
	r = new_row(m, item, LADDER_MOVE);
	r->data = mv->data;
	words_move(&text, mv, TEXT_BYTES, false);
	if (item->event->who == WHO_WIRE)
		r->label = buf_take(&text);
	else if (item->event->who == m->l->left)
		r->call = buf_take(&text);
	else {
		r->actor = item->event->who;
		r->actor_text = buf_take(&text);
		if (needs_arrow(m, mv))
			move_arrow(r, mv);
	}
}

/* ---- the rest: a line on the side of whoever it is about */

static void say_beside(
	struct making *m, const struct story_item *item, enum ladder_role role, struct buf *text)
{
	struct ladder_row *r = new_row(m, item, role);
	AUTO(buf_free) struct buf place = { 0 };

	if (item->event->who > 0 && item->event->who != m->l->left) {
		r->actor = item->event->who;
		r->actor_text = buf_take(text);
		return;
	}
	if (words_event_place(&place, item->event))
		r->place = buf_take(&place);
	r->call = buf_take(text);
}

static void draw_output(struct making *m, const struct story_item *item)
{
	const struct output_event *o = &item->event->output;
	AUTO(buf_free) struct buf text = { 0 };

	buf_add_str(&text, o->fd == 2 ? "complains " : "prints ");
	words_bytes(&text, o->data, o->data.len, TEXT_BYTES);
	say_beside(m, item, LADDER_OUTPUT, &text);
}

static void draw_process(struct making *m, const struct story_item *item)
{
	const struct process_event *p = &item->event->process;
	AUTO(buf_free) struct buf text = { 0 };
	bool hurt = p->what == PROCESS_SIGNAL || p->what == PROCESS_KILLED;

	if (item->event->who == m->l->left && p->main)
		m->over = p->what == PROCESS_EXITED || p->what == PROCESS_KILLED;
	words_process(&text, p);
	say_beside(m, item, hurt ? LADDER_SIGNAL : LADDER_STATE, &text);
}

static void draw_socket(struct making *m, const struct story_item *item)
{
	AUTO(buf_free) struct buf text = { 0 };

	words_socket(&text, &item->event->socket);
	say_beside(m, item, LADDER_STATE, &text);
}

static void draw_sanitizer(struct making *m, const struct story_item *item)
{
	AUTO(buf_free) struct buf text = { 0 };

	words_sanitizer(&text, &item->event->sanitizer);
	say_beside(m, item, LADDER_SIGNAL, &text);
}

static void draw_note(struct making *m, const struct story_item *item)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (item->event->kind == EVENT_QUIET)
		buf_add_str(&text, item->event->quiet.what == QUIET_ASLEEP
					   ? m->over ? "nothing more comes" : "everybody waits"
					   : "a timer is waited for");
	else
		text_safe_line(&text, bytes_of(item->event->note.text));
	new_row(m, item, LADDER_NOTE)->label = buf_take(&text);
}

static void draw_end(struct making *m, const struct story_item *item)
{
	const struct end_event *e = &item->event->end;

	if (e->how == END_DEADLINE)
		new_row(m, item, LADDER_NOTE)->label = xstrdup("the time is up");
	else if (e->how == END_TOOL)
		new_row(m, item, LADDER_NOTE)->label = xstrdup("the run failed");
}

/* ---- where the script broke */

static void wanted_words(struct buf *out, const struct making *m, const struct step_event *s)
{
	if (!m->c || s->index < 0 || (size_t)s->index >= m->c->step_count) {
		buf_addf(out, "step %d broke", s->index + 1);
	} else {
		buf_add_str(out, "wanted: ");
		step_words(out, m->c, &m->c->steps[s->index]);
	}
}

static int breaker(const struct making *m, const struct step_event *s)
{
	if (m->c && s->index >= 0 && (size_t)s->index < m->c->step_count)
		return m->c->steps[s->index].who;
	return m->l->actors ? 1 : 0;
}

static void broken_row(
	struct making *m, const struct story_item *item, int who, const char *text, int part)
{
	struct ladder_row *r = new_row(m, item, LADDER_BROKEN);

	r->broken = true;
	r->who = who;
	r->part = part;
	if (who > 0) {
		r->actor = who;
		r->actor_text = xstrdup(text);
	} else {
		r->call = xstrdup(text);
	}
}

/* How much of it is at most so wide. */
static size_t part_within(const char *text, size_t columns)
{
	size_t n = 0, width = 0;

	while (text[n]) {
		size_t len = text_char((const uint8_t *)text + n, strlen(text + n));
		AUTO(freep) char *one = xstrndup(text + n, len ? len : 1);

		width += text_width(one);
		if (n && width > columns)
			break;
		n += len ? len : 1;
	}
	return n;
}

/* Where a row of them ends: at the last blank that leaves it narrow enough, or within a word that no row could hold. The blanks inside
 * are bytes that matter. */
static size_t row_end(const char *text, size_t columns)
{
	size_t most = part_within(text, columns);

	if (!text[most])
		return most;
	for (size_t end = most; end > 0; end--)
		if (text[end] == ' ')
			return end;
	return most;
}

/* Rows of a sentence that needs several; returns the number of the next. */
static int broken_rows(
	struct making *m, const struct story_item *item, int who, const char *text, int part)
{
	while (*text) {
		size_t end = row_end(text, m->columns);
		AUTO(freep) char *row = xstrndup(text, end);

		broken_row(m, item, who, row, part++);
		text += end + (text[end] == ' ');
	}
	return part;
}

/* The bytes that came instead, from a little before the first that is another. */
static void different_words(struct buf *out, const struct verdict *v)
{
	size_t at = v->first_difference < v->actual.len ? v->first_difference : 0;
	size_t from = at > CAME_BEFORE ? at - CAME_BEFORE : 0;
	struct bytes came = { (const uint8_t *)v->actual.data + from, v->actual.len - from };

	buf_addf(out, "came: %s", from ? "..." : "");
	words_bytes(out, came, came.len, CAME_BYTES);
}

/* Nothing where it is about a call: the row above says it. */
static void came_words(struct buf *out, const struct making *m, const struct step_event *s)
{
	struct verdict v;

	if (words_why(s->why))
		buf_addf(out, "came: %s", words_why(s->why));
	if (s->why != WHY_DIFFERENT || !m->c)
		return;
	verdict_of(m->c, m->tl, &v);
	if (v.why == WHY_DIFFERENT && v.actual.len)
		different_words(out, &v);
	verdict_free(&v);
}

/* What was wanted and what came are told in a row; where that is too narrow for both, what came begins one of its own. */
static void tell_break(struct making *m, const struct story_item *item, int who)
{
	AUTO(buf_free) struct buf wanted = { 0 };
	AUTO(buf_free) struct buf came = { 0 };
	AUTO(freep) char *whole = NULL;
	int part;

	wanted_words(&wanted, m, &item->event->step);
	came_words(&came, m, &item->event->step);
	if (came.len)
		buf_add_str(&wanted, ";");
	whole = xasprintf("%s%s%s", buf_str(&wanted), came.len ? " " : "", buf_str(&came));
	if (text_width(whole) <= m->columns) {
		broken_row(m, item, who, whole, 0);
		return;
	}
	part = broken_rows(m, item, who, buf_str(&wanted), 1);
	if (came.len)
		broken_rows(m, item, who, buf_str(&came), part);
}

/* The words get rows of their own; the row above is the fact that broke it, if it is about the same actor. */
static void draw_step(struct making *m, const struct story_item *item)
{
	const struct step_event *s = &item->event->step;
	struct ladder_row *above = m->l->count ? &m->l->rows[m->l->count - 1] : NULL;
	int who = breaker(m, s);

	if (s->what != STEP_BROKE)
		return;
	if (above && who > 0 && above->actor == who)
		above->broken = true;
	tell_break(m, item, who);
}

static void (*const drawers[])(struct making *, const struct story_item *) = {
	[EVENT_RUN] = NULL,
	[EVENT_CALL] = draw_call,
	[EVENT_PACKET] = draw_packet,
	[EVENT_SOCKET] = draw_socket,
	[EVENT_PROCESS] = draw_process,
	[EVENT_OUTPUT] = draw_output,
	[EVENT_MOVE] = draw_move,
	[EVENT_STEP] = draw_step,
	[EVENT_QUIET] = draw_note,
	[EVENT_SANITIZER] = draw_sanitizer,
	[EVENT_DIAGNOSTIC] = NULL,
	[EVENT_NOTE] = draw_note,
	[EVENT_END] = draw_end,
};
_Static_assert(ARRAY_LEN(drawers) == EVENT_KINDS, "a row for every kind");

/* ---- who is there */

static void read_cast(struct ladder *l, const struct timeline *tl)
{
	const struct run_event *run = timeline_run(tl);
	const char *at = run ? run->cast : "";
	size_t n = 0, cap = 0;

	for (;;) {
		size_t len = strcspn(at, " ");
		AUTO(buf_free) struct buf name = { 0 };

		text_safe_line(&name, (struct bytes){ (const uint8_t *)at, len });
		grow(&l->names, &cap, n, sizeof *l->names);
		l->names[n++] = buf_take(&name);
		at += len + strspn(at + len, " ");
		if (!*at)
			break;
	}
	grow(&l->names, &cap, n, sizeof *l->names);
	l->names[n] = NULL;
	l->actors = n - 1;
}

static bool is_program(const struct timeline *tl, int who)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if ((ev->kind == EVENT_CALL || ev->kind == EVENT_PROCESS) && ev->who == who)
			return true;
	}
	return false;
}

static bool has_packets(const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_PACKET)
			return true;
	return false;
}

/* In a demo nobody is `you`: the first program of the cast takes the left side. */
static void choose_left(struct ladder *l, const struct timeline *tl)
{
	AUTO(buf_free) struct buf name = { 0 };

	l->left = WHO_YOU;
	for (size_t who = 1; who <= l->actors && !is_program(tl, l->left); who++)
		if (is_program(tl, who))
			l->left = who;
	words_who(&name, tl, l->left);
	l->left_name = buf_take(&name);
}

struct ladder *ladder_of(const struct timeline *tl, const struct conversation *c,
	enum story_detail detail, size_t columns)
{
	struct making m = { .l = xcalloc(1, sizeof *m.l),
		.tl = tl,
		.c = c,
		.columns = columns ? columns : BROKEN_COLUMNS };

	read_cast(m.l, tl);
	choose_left(m.l, tl);
	m.l->packets_seen = detail > STORY_CALLS && has_packets(tl);
	story_of(tl, detail, &m.story);
	story_owners_of(tl, &m.owners);
	tcp_states_of(tl, &m.moments);
	match_moves(&m);
	for (size_t i = 0; i < m.story.count; i++)
		if (drawers[m.story.items[i].event->kind])
			drawers[m.story.items[i].event->kind](&m, &m.story.items[i]);
	if (detail < STORY_PACKETS)
		ladder_fold(m.l, tl);
	for (size_t i = 0; i < m.l->count; i++)
		complete(&m.l->rows[i]);
	free(m.carrier);
	free(m.shown_by);
	story_free(&m.story);
	story_owners_free(&m.owners);
	tcp_moments_free(&m.moments);
	return m.l;
}

bool ladder_row_alone(const struct ladder_row *r)
{
	return r->arrow == LADDER_NO_ARROW && *r->call && !*r->actor_text && !*r->near_state &&
	       !*r->far_state && !*r->result && !*r->label;
}

void ladder_row_fini(struct ladder_row *r)
{
	free(r->place);
	free(r->call);
	free(r->result);
	free(r->label);
	free(r->near_state);
	free(r->far_state);
	free(r->actor_text);
}

void ladder_free(struct ladder *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		ladder_row_fini(&l->rows[i]);
	for (size_t i = 0; l->names && l->names[i]; i++)
		free(l->names[i]);
	free(l->names);
	free(l->rows);
	free(l->left_name);
	free(l);
}

void ladder_freep(struct ladder **l)
{
	ladder_free(*l);
	*l = NULL;
}
