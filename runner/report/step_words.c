// SPDX-License-Identifier: MIT
#include "report/step_words.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "report/bytes_words.h"
#include "report/call_words.h"

enum { BYTES_SHOWN = 40 };

void step_who(struct buf *out, const struct conversation *c, int who)
{
	if (who == WHO_YOU)
		buf_add_str(out, "your program");
	else if (who == WHO_WIRE)
		buf_add_str(out, "the wire");
	else if (who > 0 && (size_t)who < c->cast_count)
		text_safe_line(out, bytes_of(c->cast[who].name));
	else
		buf_add_str(out, "somebody");
}

/* ---- bytes, as the script writes them */

static void piece_words(struct buf *out, const struct conversation *c, const struct piece *p)
{
	switch (p->kind) {
	case PIECE_BYTES: words_bytes(out, p->data, p->data.len, BYTES_SHOWN); return;
	case PIECE_UINT:
		buf_addf(out, "the number %" PRIu64 " in %d byte%s", p->number, p->width,
			p->width == 1 ? "" : "s");
		return;
	case PIECE_REPEAT:
		words_bytes(out, p->data, p->data.len, BYTES_SHOWN);
		buf_addf(out, " %" PRIu64 " times", p->number);
		return;
	case PIECE_PATTERN: buf_addf(out, "%" PRIu64 " bytes of a pattern", p->number); return;
	case PIECE_ANY:
		buf_addf(out, "any %" PRIu64 " byte%s", p->number, p->number == 1 ? "" : "s");
		return;
	case PIECE_LINE:
		buf_add_str(out, p->any_line ? "a line" : "the line ");
		if (!p->any_line)
			words_bytes(out, p->data, p->data.len, BYTES_SHOWN);
		return;
	case PIECE_LIKE: buf_add_str(out, "what the reference answers"); return;
	case PIECE_PORT: buf_add_str(out, "the port of "); break;
	case PIECE_ADDRESS: buf_add_str(out, "the address of "); break;
	case PIECE_BOUND_PORT:
		buf_add_str(out, "the port that ");
		step_who(out, c, p->who);
		buf_add_str(out, " is bound to");
		return;
	}
	step_who(out, c, p->who);
}

static void bytes_words(struct buf *out, const struct conversation *c, const struct bytes_expr *e)
{
	for (size_t i = 0; i < e->count; i++) {
		buf_add_str(out, i ? ", " : "");
		piece_words(out, c, &e->pieces[i]);
	}
	if (e->count == 0)
		buf_add_str(out, "nothing");
}

/* ---- what is asked of a call, of the kernel, of a packet */

static void port_words(struct buf *out, int64_t port)
{
	if (port == -2)
		buf_add_str(out, "the task's port");
	else
		buf_addf(out, "port %" PRId64, port);
}

static void safe(struct buf *out, const char *before, const char *text)
{
	if (!text)
		return;
	buf_add_str(out, before);
	text_safe_line(out, bytes_of(text));
}

/* The kinds of sockets as people call them; a script may name only one of the two. */
static const struct {
	const char *domain, *type, *words;
} kinds[] = {
	{ "inet", "stream", "a TCP socket over IPv4" },
	{ "inet", "dgram", "a UDP socket over IPv4" },
	{ "inet", "", "an IPv4 socket" },
	{ "inet6", "stream", "a TCP socket over IPv6" },
	{ "inet6", "dgram", "a UDP socket over IPv6" },
	{ "inet6", "", "an IPv6 socket" },
	{ "unix", "stream", "a local stream socket" },
	{ "unix", "dgram", "a local datagram socket" },
	{ "unix", "", "a local socket" },
	{ "", "stream", "a stream socket" },
	{ "", "dgram", "a datagram socket" },
};

static void kind_words(struct buf *out, const struct call_spec *s)
{
	const char *domain = s->domain ? s->domain : "", *type = s->type ? s->type : "";

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i].domain, domain) && !strcmp(kinds[i].type, type))
			buf_addf(out, "%s%s", !strcmp(s->name, "socket") ? " for " : " on ",
				kinds[i].words);
}

static void address_words(struct buf *out, const struct call_spec *s)
{
	const char *before = !strcmp(s->name, "bind") ? " for " : " to ";

	if (s->address && !strcmp(s->address, "any"))
		buf_addf(out, "%severy address", before);
	else
		safe(out, before, s->address);
	if (s->port == -1)
		return;
	buf_add_str(out, s->address ? " and " : before);
	port_words(out, s->port);
}

static void call_spec_words(struct buf *out, const struct call_spec *s)
{
	safe(out, "", s->name);
	buf_add_str(out, "()");
	kind_words(out, s);
	safe(out, " with ", s->option);
	address_words(out, s);
	if (s->backlog >= 0)
		buf_addf(out, " with a backlog of %" PRId64 " or more", s->backlog);
	if (s->on_listener)
		buf_add_str(out, " on the listening socket");
}

static void call_result_words(struct buf *out, const struct call_spec *s)
{
	if (s->error)
		safe(out, ", which fails with ", s->error);
	else if (s->result == RESULT_FAILS)
		buf_add_str(out, ", which fails");
	else if (s->result == RESULT_VALUE)
		buf_addf(out, ", which returns %" PRId64, s->value);
}

static void hold(struct buf *out, const char *fmt, int64_t n)
{
	if (n == -1)
		return;
	if (out->len && out->data[out->len - 1] != ' ')
		buf_add_str(out, ", ");
	buf_addf(out, fmt, n);
}

static void hold_port(struct buf *out, const char *what, int64_t port)
{
	if (port == -1)
		return;
	hold(out, what, 0);
	port_words(out, port);
}

static void holds_words(struct buf *out, const struct holds_spec *h)
{
	hold_port(out, "a socket that listens on ", h->listening);
	safe(out, " at ", h->address);
	hold(out, "a backlog of %" PRId64 " or more", h->backlog);
	hold_port(out, "a UDP socket on ", h->bound_udp);
	hold(out, "%" PRId64 " open sockets", h->sockets);
	hold(out, "never more than %" PRId64 " open sockets", h->sockets_most);
	hold(out, "%" PRId64 " waiting connections", h->waiting);
	safe(out,
		out->data[out->len - 1] == ' ' ? "a connection in state "
					       : ", a connection in state ",
		h->state);
}

/* ---- a verb a function */

static void to_peer(
	struct buf *out, const struct conversation *c, const struct step *s, const char *before)
{
	if (s->peer == WHO_ANYBODY)
		return;
	buf_add_str(out, before);
	step_who(out, c, s->peer);
}

static void connects(struct buf *out, const struct conversation *c, const struct step *s)
{
	buf_add_str(out, "connects");
	to_peer(out, c, s, " to ");
}

static void sends(struct buf *out, const struct conversation *c, const struct step *s)
{
	buf_add_str(out, "sends ");
	bytes_words(out, c, &s->bytes);
	to_peer(out, c, s, " to ");
}

static void gets(struct buf *out, const struct conversation *c, const struct step *s)
{
	buf_add_str(out, "gets ");
	bytes_words(out, c, &s->bytes);
	to_peer(out, c, s, " from ");
}

static void sees(struct buf *out, const struct conversation *c, const struct step *s)
{
	static const char *const sights[] = { "sees the end", "sees a reset", "is refused",
		"sees silence" };

	(void)c;
	_Static_assert(ARRAY_LEN(sights) == SEES_COUNT, "words for every sight");
	buf_add_str(out, sights[s->sight]);
}

static void reads(struct buf *out, const struct conversation *c, const struct step *s)
{
	buf_add_str(out, "is given ");
	bytes_words(out, c, &s->bytes);
	buf_add_str(out, " to read");
}

static void prints(struct buf *out, const struct conversation *c, const struct step *s)
{
	buf_add_str(out, "prints ");
	bytes_words(out, c, &s->bytes);
	if (s->fd == 2)
		buf_add_str(out, " on standard error");
}

static void exits(struct buf *out, const struct conversation *c, const struct step *s)
{
	(void)c;
	if (s->number < 0)
		buf_add_str(out, "exits with a failure status");
	else
		buf_addf(out, "exits with status %" PRId64, s->number);
}

static void dies(struct buf *out, const struct conversation *c, const struct step *s)
{
	(void)c;
	buf_addf(out, "dies of %s", words_signal(s->signal));
}

static void is_signalled(struct buf *out, const struct conversation *c, const struct step *s)
{
	(void)c;
	buf_addf(out, "is sent %s", words_signal(s->signal));
}

static void makes_call(struct buf *out, const struct conversation *c, const struct step *s)
{
	(void)c;
	buf_add_str(out, s->call.result == RESULT_OK ? "successfully calls " : "calls ");
	call_spec_words(out, &s->call);
	call_result_words(out, &s->call);
}

static void never_calls(struct buf *out, const struct conversation *c, const struct step *s)
{
	(void)c;
	buf_add_str(
		out, s->call.result == RESULT_OK ? "never successfully calls " : "never calls ");
	call_spec_words(out, &s->call);
	call_result_words(out, &s->call);
}

static void holds(struct buf *out, const struct conversation *c, const struct step *s)
{
	(void)c;
	buf_add_str(out, "has ");
	holds_words(out, &s->holds);
}

static void shows(struct buf *out, const struct conversation *c, const struct step *s)
{
	safe(out, "shows a packet with ", s->packet.flags);
	if (s->packet.from != WHO_ANYBODY) {
		buf_add_str(out, " from ");
		step_who(out, c, s->packet.from);
	}
}

static void nth(
	struct buf *out, const struct conversation *c, const struct step *s, const char *verb)
{
	buf_addf(out, "%s the datagram number %" PRId64, verb, s->number);
	if (s->packet.from != WHO_ANYBODY) {
		buf_add_str(out, " from ");
		step_who(out, c, s->packet.from);
	}
}

static void drops(struct buf *out, const struct conversation *c, const struct step *s)
{
	nth(out, c, s, "drops");
}

static void doubles(struct buf *out, const struct conversation *c, const struct step *s)
{
	nth(out, c, s, "doubles");
}

static void reorders(struct buf *out, const struct conversation *c, const struct step *s)
{
	nth(out, c, s, "swaps");
}

static const struct {
	const char *plain; /* where the verb needs nothing more */
	void (*say)(struct buf *out, const struct conversation *c, const struct step *s);
} verbs[] = {
	[VERB_CONNECTS] = { NULL, connects },
	[VERB_ACCEPTS] = { "accepts a connection" },
	[VERB_LISTENS] = { "listens" },
	[VERB_SENDS] = { NULL, sends },
	[VERB_GETS] = { NULL, gets },
	[VERB_FINISHES] = { "finishes sending" },
	[VERB_CLOSES] = { "closes" },
	[VERB_RESETS] = { "resets the connection" },
	[VERB_SEES] = { NULL, sees },
	[VERB_PAUSES] = { "stops reading for a while" },
	[VERB_RESUMES] = { "reads again" },
	[VERB_RESTARTS] = { "is started again" },
	[VERB_STARTS] = { "starts" },
	[VERB_READS] = { NULL, reads },
	[VERB_READS_END] = { "finds the end of its input" },
	[VERB_PRINTS] = { NULL, prints },
	[VERB_COMPLAINS] = { "writes something to standard error" },
	[VERB_EXITS] = { NULL, exits },
	[VERB_DIES] = { NULL, dies },
	[VERB_CALL] = { NULL, makes_call },
	[VERB_NEVER] = { NULL, never_calls },
	[VERB_HOLDS] = { NULL, holds },
	[VERB_SIGNAL] = { NULL, is_signalled },
	[VERB_SHOWS] = { NULL, shows },
	[VERB_DROPS] = { NULL, drops },
	[VERB_DUPLICATES] = { NULL, doubles },
	[VERB_REORDERS] = { NULL, reorders },
};
_Static_assert(ARRAY_LEN(verbs) == VERBS, "words for every verb");

void step_words(struct buf *out, const struct conversation *c, const struct step *s)
{
	step_who(out, c, s->who);
	buf_add_char(out, ' ');
	if (verbs[s->verb].plain)
		buf_add_str(out, verbs[s->verb].plain);
	else
		verbs[s->verb].say(out, c, s);
}
