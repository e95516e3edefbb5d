// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "course/names.h"
#include "judge/mistakes/facts.h"

/* ---- who talks with whom */

/* Ports are enough: within one run nobody has two connections between the same two. */
static bool faces(const struct sock *s, const struct move_event *m)
{
	return m->local.port && m->remote.port && s->local.port == m->remote.port &&
	       s->remote.port == m->local.port;
}

const struct sock *sock_with(const struct facts *f, int who)
{
	for (size_t m = f->move_count; m > 0; m--) {
		const struct event *ev = f->moves[m - 1];

		if (ev->who != who || ev->t0 > f->broke_at)
			continue;
		for (size_t i = f->sock_count; i > 0; i--)
			if (sock_is_tcp(&f->socks[i - 1]) && faces(&f->socks[i - 1], &ev->move))
				return &f->socks[i - 1];
	}
	return NULL;
}

size_t bytes_offered(const struct facts *f, const struct sock *s, uint64_t before)
{
	size_t n = 0;

	for (size_t m = 0; m < f->move_count; m++) {
		const struct event *ev = f->moves[m];

		if (ev->t0 < before && ev->move.what == MOVE_SENT && faces(s, &ev->move))
			n += ev->move.data.len;
	}
	return n;
}

size_t bytes_taken(const struct facts *f, const struct sock *s, uint64_t before)
{
	size_t n = 0;

	for (long i = s->first; i >= 0 && f->calls[i]->t0 < before; i = next_on_socket(f, i))
		if (is_recv(call_at(f, i)) && call_worked(call_at(f, i)) && !peeks(call_at(f, i)))
			n += call_at(f, i)->ret;
	return n;
}

bool at_message_border(const struct facts *f, int who, size_t taken, bool *known)
{
	const struct conversation *v = f->c->conversation;
	const struct run_event *run = timeline_run(f->c->timeline);
	const struct bytes_values values = { .seed = run ? run->seed : 0 };
	size_t sum = 0;

	*known = true;
	for (size_t i = 0; i < v->step_count && sum < taken; i++) {
		AUTO(buf_free) struct buf bytes = { 0 };

		if (v->steps[i].who != who || v->steps[i].verb != VERB_SENDS)
			continue;
		*known = bytes_expr_render(&v->steps[i].bytes, &values, &bytes);
		if (!*known)
			return false;
		sum += bytes.len;
	}
	return sum == taken;
}

/* ---- the send that was wrong */

static size_t bytes_got_by(const struct facts *f, int who, const struct sock *s)
{
	size_t n = 0;

	for (size_t m = 0; m < f->move_count; m++) {
		const struct event *ev = f->moves[m];

		if (ev->who == who && ev->t0 <= f->broke_at && ev->move.what == MOVE_GOT &&
			faces(s, &ev->move))
			n += ev->move.data.len;
	}
	return n;
}

static struct culprit in_stream(const struct facts *f, size_t good)
{
	const struct verdict *v = f->c->verdict;
	const struct sock *s = sock_with(f, f->step->who);
	size_t at = 0, wrong, got;

	if (!s)
		return (struct culprit){ NOWHERE, 0 };
	got = bytes_got_by(f, f->step->who, s);
	if (got < v->actual.len)
		return (struct culprit){ NOWHERE, 0 };
	wrong = got - v->actual.len + good;
	for (long i = s->first; i >= 0; i = next_on_socket(f, i)) {
		const struct call_event *k = call_at(f, i);

		if (!is_send(k) || !call_worked(k))
			continue;
		if (at + k->ret > wrong)
			return (struct culprit){ i, wrong - at };
		at += k->ret;
	}
	return (struct culprit){ NOWHERE, 0 };
}

static struct culprit in_datagram(const struct facts *f, size_t good)
{
	const struct buf *actual = &f->c->verdict->actual;

	for (size_t i = f->count; i > 0; i--) {
		const struct call_event *k = call_at(f, i - 1);

		if (k->fd_kind == FD_UDP && is_send(k) && call_worked(k) &&
			(size_t)k->ret == actual->len &&
			memcmp(k->data.at, actual->data, min_size(k->data.len, actual->len)) == 0)
			return (struct culprit){ i - 1, good };
	}
	return (struct culprit){ NOWHERE, 0 };
}

struct culprit wrong_send(const struct facts *f)
{
	const struct verdict *v = f->c->verdict;
	size_t good = v->first_difference;

	if (!f->step || f->step->who <= 0 || v->why != WHY_DIFFERENT || v->actual.len == 0)
		return (struct culprit){ NOWHERE, 0 };
	if (good == SIZE_MAX) /* bytes where none were wanted */
		good = 0;
	if (good >= v->actual.len) /* right as far as it went */
		return (struct culprit){ NOWHERE, 0 };
	return f->datagram ? in_datagram(f, good) : in_stream(f, good);
}

/* ---- the end, and the script */

const struct process_event *main_end(const struct facts *f, uint64_t *when)
{
	if (!f->end)
		return NULL;
	*when = f->end->t0;
	return &f->end->process;
}

bool has_crashed(const struct facts *f)
{
	uint64_t when;
	const struct process_event *end = main_end(f, &when);

	return f->crashed_at != UINT64_MAX ||
	       (end && end->what == PROCESS_KILLED && end->value != SIGPIPE &&
		       end->value != SIGTERM);
}

bool script_has(const struct facts *f, int who, enum verb verb)
{
	const struct conversation *v = f->c->conversation;

	for (size_t i = 0; i < v->step_count; i++)
		if (v->steps[i].verb == verb && (who == WHO_ANYBODY || v->steps[i].who == who))
			return true;
	return false;
}

bool script_wants_call(const struct facts *f, const char *name, enum wanted_result result)
{
	const struct conversation *v = f->c->conversation;

	for (size_t i = 0; i < v->step_count; i++) {
		const struct call_spec *want = &v->steps[i].call;

		if (v->steps[i].verb == VERB_CALL && strcmp(want->name, name) == 0 &&
			(want->result == result || (result == RESULT_FAILS && want->error)))
			return true;
	}
	return false;
}

bool actors_listen_on(const struct facts *f, uint16_t port)
{
	for (size_t m = 0; m < f->move_count; m++)
		if (f->moves[m]->move.what == MOVE_LISTENS && f->moves[m]->move.local.port == port)
			return true;
	return false;
}

bool why_is(const struct facts *f, enum step_why why)
{
	return f->c->verdict->outcome == OUTCOME_BROKE && f->c->verdict->why == why;
}

/* ---- words */

uint16_t swap16(uint16_t n)
{
	return n << 8 | n >> 8;
}

void add_bytes(struct finding *out, const char *key, struct bytes b)
{
	AUTO(buf_free) struct buf text = { 0 };

	text_quote(&text, b, 60);
	finding_add(out, key, "%s", buf_str(&text));
}

void add_address(struct finding *out, const char *key, const struct address *a)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (a->family == AF_INET || a->family == AF_INET6)
		inet_ntop(a->family, a->ip, text, sizeof text);
	finding_add(out, key, "%s", text);
}

void add_line(struct finding *out, const char *key, const struct call_event *k)
{
	if (k->frame_count && k->frames[0].line)
		finding_add(out, key, "%d", k->frames[0].line);
	else
		finding_add(out, key, "?");
}

void add_error(struct finding *out, const char *key, int error)
{
	const char *name = names_word(NAMES_ERRNO, error);

	finding_add(out, key, "%s (%s)", name ? name : "an error", strerror(error));
}

bool about(struct finding *out, const struct facts *f, size_t i)
{
	out->event = f->calls[i];
	return true;
}

/* The last before the break that a line of the learner's made. */
bool about_print(struct finding *out, const struct facts *f)
{
	out->event = f->c->verdict->cause;
	for (size_t i = 0; i < f->count && f->calls[i]->t0 <= f->broke_at; i++)
		if (call_at(f, i)->id == CALL_WRITE && call_at(f, i)->arg[0] == 1 &&
			call_at(f, i)->frame_count)
			out->event = f->calls[i];
	return true;
}

enum { OUTPUT_LOOKED_AT = 1 << 16 }; /* who prints more than that prints the same again */

void output_of(const struct facts *f, int fd, struct buf *out)
{
	const struct timeline *tl = f->c->timeline;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_OUTPUT && ev->who == WHO_YOU && out->len < OUTPUT_LOOKED_AT &&
			(fd == 0 || ev->output.fd == fd))
			buf_add(out, ev->output.data.at, ev->output.data.len);
	}
}
