// SPDX-License-Identifier: MIT
#include "report/event_words.h"

#include <errno.h>
#include <netinet/tcp.h>

#include "base/text.h"
#include "report/bytes_words.h"
#include "timeline/packet.h"

static const struct {
	const char *words;
	bool has_data;
	const char *before_address; /* NULL: the other end is not said */
	int told;		    /* an errno that the words tell already */
} moves[] = {
	[MOVE_LISTENS] = { "listens", false, NULL },
	[MOVE_CONNECTS] = { "connects", false, NULL },
	[MOVE_CONNECTED] = { "is connected", false, NULL },
	[MOVE_REFUSED] = { "is refused", false, NULL, ECONNREFUSED },
	[MOVE_ACCEPTED] = { "accepts", false, " from " },
	[MOVE_SENT] = { "sends", true, NULL },
	[MOVE_GOT] = { "gets", true, NULL },
	[MOVE_FINISHED] = { "finishes", false, NULL },
	[MOVE_CLOSED] = { "closes", false, NULL },
	[MOVE_RESET] = { "resets the connection", false, NULL },
	[MOVE_SAW_END] = { "sees the end", false, NULL },
	[MOVE_SAW_RESET] = { "sees a reset", false, NULL, ECONNRESET },
	[MOVE_PAUSED] = { "stops reading for a while", false, NULL },
	[MOVE_RESUMED] = { "reads again", false, NULL },
	[MOVE_STOPPED] = { "is stopped", false, NULL },
	[MOVE_STARTED] = { "is started", false, NULL },
	[MOVE_WIRE_DROPPED] = { "drops a datagram", false, NULL },
	[MOVE_WIRE_DOUBLED] = { "doubles a datagram", false, NULL },
	[MOVE_WIRE_SWAPPED] = { "swaps two datagrams", false, NULL },
	[MOVE_FED] = { "finds to read", true, NULL },
	[MOVE_FED_END] = { "finds the end of its input", false, NULL },
};
_Static_assert(ARRAY_LEN(moves) == MOVE_WHATS, "words for every move");

void words_move(struct buf *out, const struct move_event *m, size_t most, bool addresses)
{
	buf_add_str(out, moves[m->what].words);
	if (moves[m->what].has_data) {
		buf_add_char(out, ' ');
		words_bytes(out, m->data, m->data.len, most);
	}
	if (m->what == MOVE_LISTENS && m->local.family && addresses) {
		buf_add_str(out, " on ");
		address_text(out, &m->local);
	}
	if (moves[m->what].before_address && m->remote.family && addresses) {
		buf_add_str(out, moves[m->what].before_address);
		address_text(out, &m->remote);
	}
	if (m->err && m->err != moves[m->what].told)
		buf_addf(out, " (%s)", words_errno(m->err));
}

/* ---- packets */

static void data_words(struct buf *out, const struct packet_event *p, size_t most)
{
	struct bytes payload = packet_payload(p);

	if (p->payload_len == 0) {
		buf_add_str(out, "empty");
		return;
	}
	buf_addf(out, "%u ", p->payload_len);
	words_bytes(out, payload, p->payload_len, most);
}

static void tcp_words(struct buf *out, const struct packet_event *p, size_t most)
{
	uint8_t alone = TCP_SYN | TCP_FIN | TCP_RST;

	if (p->payload_len) {
		data_words(out, p, most);
		if (!(p->flags & alone))
			return;
		buf_add_char(out, ' ');
	}
	/* ACK says nothing where something else does, except in the handshake's answer. */
	packet_flags_text(out, p->flags & (TCP_FIN | TCP_RST) ? p->flags & ~TCP_ACK : p->flags);
	if (p->flags == TCP_ACK && p->window == 0)
		buf_add_str(out, ", window shut");
}

static void icmp_words(struct buf *out, const struct packet_event *p)
{
	struct icmp_error e;

	if (!packet_icmp(p, &e))
		buf_add_str(out, "ICMP");
	else if (e.port_unreachable && e.has_inner)
		buf_addf(out, "ICMP: no socket on port %u", e.inner.dst.port);
	else
		buf_addf(out, "ICMP type %u, code %u", e.type, e.code);
}

void words_packet(struct buf *out, const struct packet_event *p, size_t most)
{
	if (p->proto == PACKET_TCP)
		tcp_words(out, p, most);
	else if (p->proto == PACKET_UDP)
		data_words(out, p, most);
	else if (p->proto == PACKET_ICMP || p->proto == PACKET_ICMP6)
		icmp_words(out, p);
	else
		buf_addf(out, "protocol %d, %u bytes", p->proto, p->payload_len);
}

/* ---- processes, sockets, the rest */

void words_process(struct buf *out, const struct process_event *p)
{
	const char *it = p->main ? "" : "a child ";

	switch (p->what) {
	case PROCESS_STARTED: buf_addf(out, "%sstarts", it); break;
	case PROCESS_FORKED: buf_addf(out, "forks child %d", p->pid); break;
	case PROCESS_THREAD: buf_addf(out, "starts thread %d", p->tid); break;
	case PROCESS_EXEC: buf_addf(out, "%sbecomes another program (exec)", it); break;
	case PROCESS_SIGNAL: buf_addf(out, "%sgets %s", it, words_signal(p->value)); break;
	case PROCESS_EXITED: buf_addf(out, "%sends with status %d", it, p->value); break;
	case PROCESS_KILLED: buf_addf(out, "%sis killed by %s", it, words_signal(p->value)); break;
	case PROCESS_WHATS: break;
	}
	if (p->by_tool)
		buf_add_str(out, " (by socklings, after the play)");
}

static const char *state_name(int state)
{
	return state > 0 && state < TCP_STATES ? tcp_state_names[state] : "?";
}

static const char *timer_words(int timer)
{
	static const char *const words[] = { "", ", will send again",
		", will ask if anybody is there", ", waits before the ports are free again",
		", asks whether the window is open" };

	return timer >= 0 && (size_t)timer < ARRAY_LEN(words) ? words[timer] : "";
}

void words_socket(struct buf *out, const struct socket_event *s)
{
	address_text(out, &s->local);
	if (s->remote.family && s->remote.port) {
		buf_add_str(out, " with ");
		address_text(out, &s->remote);
	}
	if (s->state == TCP_LISTEN) {
		buf_addf(out, ": LISTEN, %u waiting of %u", s->rqueue, s->wqueue);
		return;
	}
	buf_addf(out, ": %s", s->state == TCP_CLOSE ? "gone" : state_name(s->state));
	if (s->rqueue)
		buf_addf(out, ", %u to read", s->rqueue);
	if (s->wqueue)
		buf_addf(out, ", %u to send", s->wqueue);
	buf_add_str(out, timer_words(s->timer));
}

void words_quiet(struct buf *out, const struct quiet_event *q)
{
	static const char *const words[] = {
		[QUIET_ASLEEP] = "everybody waits for somebody else: nothing more will come",
		[QUIET_TIMER] = "nothing more will come before a timer of your program ends",
	};

	_Static_assert(ARRAY_LEN(words) == QUIET_WHATS, "words for each");
	buf_add_str(out, words[q->what]);
}

void words_sanitizer(struct buf *out, const struct sanitizer_event *s)
{
	text_safe_line(out, bytes_of(s->tool ? s->tool : ""));
	buf_add_str(out, ": ");
	text_safe_line(out, bytes_of(s->kind ? s->kind : ""));
}

void words_end(struct buf *out, const struct end_event *e)
{
	static const char *const words[] = {
		[END_PLAYED] = "the play is over",
		[END_BROKE] = "the conversation broke; the play is over",
		[END_DEADLINE] = "the deadline was reached",
		[END_CANCELLED] = "the run was cancelled",
		[END_TOOL] = "the run could not be completed, which is not your program's doing",
	};

	_Static_assert(ARRAY_LEN(words) == END_HOWS, "words for each");
	buf_add_str(out, words[e->how]);
	if (e->how == END_TOOL && e->text && *e->text) {
		buf_add_str(out, ": ");
		text_safe_line(out, bytes_of(e->text));
	}
	if (e->packets_lost)
		buf_addf(out, "; %u packets came too fast to be captured", e->packets_lost);
	if (e->output_lost)
		buf_addf(out, "; %llu bytes of output were not kept",
			(unsigned long long)e->output_lost);
}

const char *words_why(enum step_why why)
{
	static const char *const words[] = {
		[WHY_NONE] = NULL,
		[WHY_DIFFERENT] = NULL,
		[WHY_END] = "the end",
		[WHY_RESET] = "a reset",
		[WHY_REFUSED] = "a refusal",
		[WHY_SILENCE] = "silence",
		[WHY_EXITED] = "your program's exit",
		[WHY_DIED] = "your program's death",
		[WHY_DEADLINE] = "nothing until the deadline",
		[WHY_FORBIDDEN] = NULL,
	};

	_Static_assert(ARRAY_LEN(words) == WHY_COUNT, "words for every reason");
	return words[why];
}
