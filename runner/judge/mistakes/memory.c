// SPDX-License-Identifier: MIT
/* Mistakes that no system call shows: what the sanitizers saw of the program's memory, beside the
 * last bytes that came from the network. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes/rules.h"

struct report {
	const struct event *event;
	const char *kind, *text;
	uint64_t
		began; /* when the program began to print it: the calls after that are the sanitizer's own */
	const struct call_event *last; /* on a TCP or UDP socket before it, or NULL */
	const struct call_event *recv; /* the last of those that received */
	bool write;
	long size; /* of the access; -1: not told */
};

static bool has_word(const struct report *r, const char *word)
{
	return strstr(r->text, word) != NULL;
}

static bool is_kind(const struct report *r, const char *kind)
{
	return strstr(r->kind, kind) != NULL;
}

static void look_before(const struct facts *f, struct report *r)
{
	for (size_t i = 0; i < f->count && f->calls[i]->t0 < r->began; i++) {
		const struct call_event *k = call_at(f, i);

		if (!is_inet(k) || is_unfinished(k))
			continue;
		r->last = k;
		if (is_recv(k))
			r->recv = k;
	}
}

static struct report report_of(const struct facts *f, const struct event *ev)
{
	struct report r = { .event = ev,
		.kind = ev->sanitizer.kind ? ev->sanitizer.kind : "",
		.text = ev->sanitizer.text ? ev->sanitizer.text : "",
		.began = f->crashed_at < ev->t0 ? f->crashed_at : ev->t0,
		.size = -1 };
	const char *size = strstr(r.text, "WRITE of size ");

	r.write = size != NULL;
	if (!size)
		size = strstr(r.text, "READ of size ");
	if (size)
		r.size = strtol(strstr(size, "size ") + 5, NULL, 10);
	look_before(f, &r);
	return r;
}

/* A report takes long to print, and its program may be ended in the middle of it: then the frames
 * are missing. */
static bool has_frames(const struct report *r)
{
	return has_word(r, "#0 ");
}

/* The first frame: the C library's function that the report was made in, if it was in one of
 * these. */
static bool made_in(const struct report *r, const char *const *names)
{
	const char *first = strstr(r->text, "#0 ");
	size_t len = first ? strcspn(first, "\n") : 0;

	for (; *names && first; names++) {
		const char *at = strstr(first, *names);

		if (at && at < first + len)
			return true;
	}
	return false;
}

static const char *const in_text[] = { "strlen", "printf", "strcpy", "strcat", "puts", "strdup",
	"strchr", "strcmp", "strcspn", NULL };
static const char *const in_fgets[] = { "fgets", "scanf", NULL };

/* Exactly what the last call moved was one too many: it was that call that touched it. */
static bool made_by(const struct report *r, bool (*is)(const struct call_event *k))
{
	return r->last && is(r->last) && r->last->ret > 1 && r->last->ret == r->size;
}

static bool find_report(
	const struct facts *f, bool (*is)(const struct report *r), struct report *found)
{
	const struct timeline *tl = f->c->timeline;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind != EVENT_SANITIZER || ev->who != WHO_YOU)
			continue;
		*found = report_of(f, ev);
		if (is(found))
			return true;
	}
	return false;
}

/* ---- the array that is one too short */

static bool filled(const struct report *r)
{
	return r->recv && r->recv->ret > 0 && r->recv->ret == r->recv->arg[2];
}

static bool writes_behind_received(const struct report *r)
{
	long index;

	if (!r->recv)
		return false;
	if (sscanf(r->kind, "index %ld out of bounds", &index) == 1)
		return (index == -1 && r->recv->err) || (filled(r) && index == r->recv->ret);
	return is_kind(r, "buffer-overflow") && r->write && r->size == 1 && filled(r) &&
	       has_frames(r) && !made_in(r, in_text);
}

bool rule_buf_n_index(const struct mistake_case *c, struct finding *out)
{
	struct report r;

	if (!find_report(c->facts, writes_behind_received, &r))
		return false;
	finding_add(out, "length", "%d", (int)r.recv->arg[2]);
	out->event = r.event;
	return true;
}

static bool room_overstated(const struct report *r)
{
	return is_kind(r, "overflow") && r->write && (made_by(r, is_recv) || made_in(r, in_fgets));
}

bool rule_recv_into_too_small(const struct mistake_case *c, struct finding *out)
{
	struct report r;

	if (!find_report(c->facts, room_overstated, &r))
		return false;
	finding_add(out, "length", "%ld", r.size);
	out->event = r.event;
	return true;
}

static bool eight_byte_heap(const struct report *r)
{
	return is_kind(r, "heap-buffer-overflow") && has_word(r, " 8-byte region");
}

bool rule_convert_buffer_too_small(const struct mistake_case *c, struct finding *out)
{
	struct report r;

	if (!find_report(c->facts, eight_byte_heap, &r))
		return false;
	out->event = r.event;
	return true;
}

static bool address_given_back(const struct report *r)
{
	return is_kind(r, "use-after-free") && has_word(r, "freeaddrinfo");
}

bool rule_freeaddrinfo_too_early(const struct mistake_case *c, struct finding *out)
{
	struct report r;

	if (!find_report(c->facts, address_given_back, &r))
		return false;
	out->event = r.event;
	return true;
}

/* ---- sending more than there is */

static bool sends_too_much(const struct report *r)
{
	return is_kind(r, "overflow") && !r->write && made_by(r, is_send);
}

bool memory_sent_pointer_size(const struct facts *f, struct finding *out)
{
	struct report r;

	if (!find_report(f, sends_too_much, &r) || r.size != sizeof(void *))
		return false;
	out->event = r.event;
	return true;
}

static bool reads_behind_constant(const struct report *r)
{
	return is_kind(r, "global-buffer-overflow") && r->size != sizeof(void *) &&
	       sends_too_much(r);
}

bool rule_literal_overread(const struct mistake_case *c, struct finding *out)
{
	struct report r;

	if (!find_report(c->facts, reads_behind_constant, &r))
		return false;
	out->event = r.event;
	return true;
}

static bool text_without_end(const struct report *r)
{
	return is_kind(r, "overflow") && !r->write && made_in(r, in_text) && filled(r);
}

bool memory_unterminated(const struct facts *f, struct finding *out)
{
	struct report r;

	if (!find_report(f, text_without_end, &r))
		return false;
	finding_add(out, "got", "more than %d", (int)r.recv->ret);
	finding_add(out, "expected", "%d", (int)r.recv->ret);
	out->event = r.event;
	return true;
}

/* ---- an argument that nobody gave */

/* A null pointer went to a function that reads text, before the program used a socket: all it had
 * until then was its arguments. */
static bool reads_number_nowhere(const struct report *r)
{
	static const char *const readers[] = { "strto", "ato", "inet_", "strlen", "getaddrinfo",
		NULL };

	return is_kind(r, "null pointer passed as argument 1,") ||
	       (is_kind(r, "SEGV") && (made_in(r, readers) || has_word(r, "atoi")));
}

bool rule_argv_not_checked(const struct mistake_case *c, struct finding *out)
{
	struct report r;

	if (c->facts->blind)
		return false;
	for (size_t i = 0; i < c->facts->count; i++) {
		const struct call_event *k = call_at(c->facts, i);

		if (is_inet(k) && k->id != CALL_SOCKET && k->id != CALL_SETSOCKOPT)
			return false; /* it had its arguments by then */
	}
	if (!find_report(c->facts, reads_number_nowhere, &r))
		return false;
	out->event = r.event;
	return true;
}
